namespace Portal.Tests.Harness;

/// <summary>One portal, one server and one signed-in browser for all tests of a class; each test has a connection of its own.</summary>
public class SharedTrip : IAsyncLifetime
{
    /// <summary>An organization with a dozen repositories, which are read quickly.</summary>
    public const string Organization = "globex";

    private Trip? _trip;

    public Trip Trip => _trip ?? throw new InvalidOperationException("The trip has not begun.");

    protected virtual IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>();

    public virtual async ValueTask InitializeAsync() =>
        _trip = await Trip.BeginAsync(Settings, Organization);

    /// <summary>A server without faults and an empty log of requests, and a new connection whose app is proposed.</summary>
    public async Task<Trip> FreshAsync(string? name = null)
    {
        await HealAsync();
        await Trip.ProposeAsync(Organization, name);
        return Trip;
    }

    /// <summary>The same, with an app that is created, authorized and installed.</summary>
    public async Task<Trip> ConnectedAsync()
    {
        await FreshAsync();
        await Trip.ConnectAsync(Organization);
        return Trip;
    }

    public async ValueTask DisposeAsync()
    {
        if (_trip is not null)
        {
            await _trip.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private async Task HealAsync()
    {
        await Trip.GitHub.HealAsync();
        Trip.Rehearsal.Sandbox.World.WithholdWebhookSecret = false;
        await Trip.Rehearsal.Sandbox.IdleAsync();
        Trip.Rehearsal.Sandbox.Requests.Clear();
    }
}
