using Portal.Apps;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>
/// Copies what GitHub says of an app or an installation into its row, and writes a line of the timeline for each thing that
/// is not as it was. Within one transaction that read the row, so that what two checks see is told once.
/// </summary>
public sealed class NoteChanges(Timeline timeline, WebhookSettings settings)
{
    internal void OfApp(PortalDb db, App app, AppSight sight)
    {
        var seen = sight.App;
        if (app.Name is { } name && name != seen.Name)
        {
            timeline.Add(db, app.Id, $"The app “{name}” is called “{seen.Name}” now.");
        }

        if (seen.Owner is { } owner && owner.Name.Length > 0)
        {
            if (app.OwnerLogin is { Length: > 0 } former && former != owner.Name)
            {
                timeline.Add(
                    db,
                    app.Id,
                    $"The app is owned by {owner.Name} now, and was by {former}: it was transferred, or its owner was renamed."
                );
            }

            // The links to the app's settings are those of its owner.
            AppOwner.Learn(app, owner);
        }

        var permissions = AppPermissions.Write(seen.Permissions);
        var events = AppPermissions.Write(seen.Events);
        if (app.Permissions.Length > 0)
        {
            Tell(db, app.Id, "The app asks for other permissions", app.Permissions, permissions);
            Tell(db, app.Id, "The app asks for other events", app.Events, events);
        }

        app.GoneSince = null;
        app.Name = seen.Name;
        app.Slug = seen.Slug ?? app.Slug;
        app.PagePath = AppLinks.PagePath(seen.HtmlUrl) ?? app.PagePath;
        app.Permissions = permissions;
        app.Events = events;
        settings.Learn(app, sight.Hook);
        if (sight.Log is [var newest, ..])
        {
            (app.HookTriedAt, app.HookStatus, app.HookMilliseconds) = (
                newest.DeliveredAt,
                newest.StatusCode,
                HookLog.Milliseconds(newest)
            );
        }
    }

    internal void OfInstallation(
        PortalDb db,
        Guid subject,
        Installation installation,
        InstallationAnswer seen
    )
    {
        var (account, owner) = (installation.Account, installation.AccountGitHubId);
        var (permissions, events) = (installation.Permissions, installation.Events);
        var (selection, suspended) = (
            installation.RepositorySelection,
            installation.SuspendedAt is not null
        );
        InstallationRows.Copy(seen, installation);
        if (account != installation.Account)
        {
            timeline.Add(
                db,
                subject,
                owner == installation.AccountGitHubId
                    ? $"The account {account} is called {installation.Account} now."
                    : $"The installation is on the account {installation.Account} now, and was on {account}."
            );
        }

        Tell(
            db,
            subject,
            "The account accepted other permissions",
            permissions,
            installation.Permissions
        );
        Tell(db, subject, "The account accepted other events", events, installation.Events);
        if (selection != installation.RepositorySelection)
        {
            timeline.Add(
                db,
                subject,
                installation.RepositorySelection == "all"
                    ? "The installation covers all repositories now, and covered selected ones."
                    : "The installation covers selected repositories now, and covered all."
            );
        }

        if (suspended != installation.SuspendedAt is not null)
        {
            timeline.Add(
                db,
                subject,
                suspended
                    ? "The installation was unsuspended."
                    : $"The installation was suspended{By(seen.SuspendedBy)}."
            );
        }
    }

    internal static string By(AccountAnswer? who) =>
        who?.Name is { Length: > 0 } name ? $" by @{name}" : "";

    private void Tell(PortalDb db, Guid subject, string what, string before, string after)
    {
        if (before == after)
        {
            return;
        }

        var (old, now) = (Lines(before), Lines(after));
        var parts = new List<string>();
        if (now.Except(old).ToList() is { Count: > 0 } added)
        {
            parts.Add($"new: {string.Join(", ", added)}");
        }

        if (old.Except(now).ToList() is { Count: > 0 } gone)
        {
            parts.Add($"no longer: {string.Join(", ", gone)}");
        }

        timeline.Add(db, subject, $"{what}; {string.Join("; ", parts)}.");
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
