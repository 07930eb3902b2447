using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Connections;

/// <summary>The database knows of every connection whether somebody should look at it.</summary>
public abstract class AttentionTests : IAsyncLifetime
{
    private QuietPortal _portal = null!;
    private App _app = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync(await SettingsAsync());
        _app = await QuietRows.AppAsync(_portal.Doors, "https://ghes.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Theory]
    [InlineData(ResourceState.Available, null, false, false)]
    [InlineData(ResourceState.Pending, null, false, true)]
    [InlineData(ResourceState.Error, Reason.Uninstalled, false, true)]
    [InlineData(ResourceState.Available, Reason.Unreachable, false, true)]
    [InlineData(ResourceState.Available, Reason.Maintenance, false, false)]
    [InlineData(ResourceState.Pending, Reason.Maintenance, false, false)]
    [InlineData(ResourceState.Available, null, true, true)]
    [InlineData(ResourceState.Error, Reason.Maintenance, true, true)]
    public async Task One_that_is_not_simply_available_needs_attention_but_for_maintenance(
        ResourceState state,
        Reason? reason,
        bool isEnding,
        bool needed
    )
    {
        await using var db = await _portal.Doors.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = "octo-org",
            HostId = _app.HostId,
            AppId = _app.Id,
            State = ResourceState.Available,
            Stage = Stage.Complete,
            StateSince = now,
            CreatedAt = now,
        };
        db.Add(connection);
        await db.SaveChangesAsync(Stop);
        Assert.False(await db.Connections.AnyAsync(row => row.NeedsAttention, Stop));

        connection.State = state;
        connection.Reason = reason;
        connection.EndingId = isEnding ? Guid.NewGuid() : null;
        await db.SaveChangesAsync(Stop);

        Assert.Equal(needed, await db.Connections.AnyAsync(row => row.NeedsAttention, Stop));
        Assert.Equal(needed, connection.NeedsAttention);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class AttentionOnSqliteTests : AttentionTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());
}

public sealed class AttentionOnPostgresTests : AttentionTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();
}
