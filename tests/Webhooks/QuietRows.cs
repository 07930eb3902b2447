using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Webhooks;

/// <summary>Rows that no GitHub stands behind, for a portal without workers.</summary>
internal static class QuietRows
{
    /// <summary>An app on a host of its own.</summary>
    public static async Task<App> AppAsync(Doors doors, string host)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await doors.OpenAsync();
        var row = new Host
        {
            Id = Guid.NewGuid(),
            Name = host,
            WebUrl = host,
            ApiUrl = $"{host}/api/v3",
            Flavor = HostFlavor.EnterpriseServer,
            State = ResourceState.Available,
            StateSince = now,
            CreatedAt = now,
        };
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = row.Id,
            Key = $"{Guid.NewGuid():N}",
            OwnerKind = OwnerKind.Organization,
            ProposedName = "Portal",
            Creation = AppCreation.Created,
            CreationChangedAt = now,
        };
        db.Add(row);
        db.Add(app);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
