using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>
/// Switches on or off what an app may be used for here. On the server nothing changes, because GitHub lets no program do
/// that; the app's connections are checked again, so that a gap is seen at once.
/// </summary>
public sealed class ChangeAbilities(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps
)
{
    public async Task RunAsync(
        Guid appId,
        AppAbility ability,
        bool on,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.Include(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == appId, cancellationToken);
        var abilities = AppAbilities.Read(app?.Abilities ?? "").ToHashSet();
        if (app is null || !(on ? abilities.Add(ability) : abilities.Remove(ability)))
        {
            return;
        }

        app.Abilities = AppAbilities.Write(abilities);
        await db.SaveChangesAsync(cancellationToken);
        await db
            .Connections.Where(row => row.AppId == appId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckWanted, true),
                cancellationToken
            );
        await audit.WriteAsync(
            actor,
            $"switched {(on ? "on" : "off")} “{AppAbilities.Of(ability).Title}” for the app",
            $"{app.Name ?? app.ProposedName} on {app.Host.Name}",
            cancellationToken
        );
        wakeUps.Checks.Ring();
        changes.Publish(appId);
    }
}
