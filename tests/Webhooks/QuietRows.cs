using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

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

    /// <summary>A delivery that was sorted.</summary>
    public static async Task DeliveryAsync(
        Doors doors,
        App app,
        long? installation,
        string repository,
        DeliveryState state = DeliveryState.Handled,
        string name = "push"
    )
    {
        await using var db = await doors.OpenAsync();
        db.Add(
            new Delivery
            {
                AppId = app.Id,
                Guid = Guid.NewGuid(),
                Event = name,
                InstallationGitHubId = installation,
                RepositoryName = repository,
                Lane = Delivery.LaneOf(app.Id, installation, repository),
                ReceivedAt = TimeProvider.System.GetUtcNow(),
                Size = 2,
                Body = KeepBody.Of("{}"u8.ToArray(), ""),
                BodyHash = [],
                Sorted = true,
                State = state,
            }
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
