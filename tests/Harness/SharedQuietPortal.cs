namespace Portal.Tests.Harness;

/// <summary>One <see cref="QuietPortal"/> for all tests of a class.</summary>
public sealed class SharedQuietPortal : IAsyncLifetime
{
    private QuietPortal? _portal;

    public QuietPortal Portal =>
        _portal ?? throw new InvalidOperationException("The portal has not started.");

    public async ValueTask InitializeAsync() => _portal = await QuietPortal.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
    }
}
