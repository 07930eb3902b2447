using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>Stores an app whose credentials the server accepted, with the connection that goes on with it, in one transaction.</summary>
public sealed class StoreEntered(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    ConfigureWebhook webhook,
    Orphans orphans,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>The app that this portal has of the same id on the same host.</summary>
    public static async Task<Guid?> SameAsync(
        PortalDb db,
        Guid hostId,
        long gitHubId,
        CancellationToken cancellationToken
    ) =>
        await db
            .Apps.Where(row => row.HostId == hostId && row.GitHubId == gitHubId)
            .Select(row => (Guid?)row.Id)
            .SingleOrDefaultAsync(cancellationToken);

    internal async Task<Entry> RunAsync(
        Guid hostId,
        Guid? connectionId,
        string webhookKey,
        EnterAppForm form,
        Trial trial,
        SecretText key,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        secrets.Prepare();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var former = await db
            .Apps.AsNoTracking()
            .Include(row => row.Host)
            .SingleOrDefaultAsync(
                row => db.Connections.Any(one => one.Id == connectionId && one.AppId == row.Id),
                cancellationToken
            );
        var connection = connectionId is { } id
            ? await ClaimAsync(db, id, cancellationToken)
            : NewConnection(db, hostId, webhookKey);
        if (connection is null)
        {
            return EnterApp.Refuse(
                "The connection was discarded, or its app was created meanwhile. Nothing was stored."
            );
        }

        if (former is not null && Orphans.MayRemain(former) && !IsSame(former, trial.App!))
        {
            orphans.Add(
                db,
                former,
                $"“{connection.Name}” was given another app by hand while it was not known whether the server had made this one."
            );
        }

        var app = connection.App;
        Copy(form, trial, app);
        var host = await db.Hosts.SingleAsync(row => row.Id == hostId, cancellationToken);
        connection.Stage = Stage.Authorize;
        connection.StateSince = time.GetUtcNow();
        if (connectionId is null)
        {
            connection.Name = await ProposeApp.NameAsync(db, app, host, cancellationToken);
        }

        // What was kept of an attempt to create the app is of no use any more.
        await SecretStore.DeleteAsync(db, app.Id, field: null, cancellationToken);
        secrets.Put(db, app.Id, SecretField.PrivateKey, key);
        secrets.Put(db, app.Id, SecretField.ClientSecret, form.ClientSecret!);
        if (!form.MakeWebhookSecret)
        {
            secrets.Put(db, app.Id, SecretField.WebhookSecret, form.WebhookSecret!);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            await transaction.RollbackAsync(cancellationToken);
            return await SameAsync(db, hostId, trial.App!.Id, cancellationToken) is { } same
                ? new Entry(null, new Dictionary<string, string>(), trial, same)
                : EnterApp.Refuse(
                    "Something else was stored at the same moment. Nothing of this was; try again."
                );
        }

        await audit.WriteAsync(
            actor,
            $"entered the credentials of the app {app.Name} for",
            connection.Name,
            cancellationToken
        );
        changes.Publish(connection.Id);
        changes.Publish(hostId);
        await webhook.RunAsync(app.Id, CancellationToken.None);
        return new Entry(connection.Id, new Dictionary<string, string>(), trial);
    }

    /// <summary>Whether what was entered is the app whose creation was begun, as far as can be told.</summary>
    private static bool IsSame(App begun, AppAnswer entered) =>
        begun.GitHubId is { } id
            ? id == entered.Id
            : begun.ProposedName == entered.Name
                && string.Equals(
                    begun.OwnerSlug ?? entered.Owner?.Login,
                    entered.Owner?.Login,
                    StringComparison.OrdinalIgnoreCase
                );

    /// <summary>The pending connection, if its app is still nobody's; a code that is being exchanged goes before.</summary>
    private static async Task<Connection?> ClaimAsync(
        PortalDb db,
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        var app = await EnterApp
            .Open(db)
            .Where(row => row.Id == connectionId)
            .Select(row => row.AppId)
            .SingleOrDefaultAsync(cancellationToken);
        var mine = await db
            .Apps.Where(row =>
                row.Id == app
                && row.Creation != AppCreation.Created
                && row.Creation != AppCreation.Exchanging
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Creation, AppCreation.Created),
                cancellationToken
            );
        return mine == 1
            ? await db
                .Connections.Include(row => row.App)
                .SingleAsync(row => row.Id == connectionId, cancellationToken)
            : null;
    }

    private Connection NewConnection(PortalDb db, Guid hostId, string webhookKey)
    {
        var now = time.GetUtcNow();
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = hostId,
            Key = webhookKey,
            OwnerKind = OwnerKind.Personal,
            ProposedName = "",
            Creation = AppCreation.Created,
            CreationChangedAt = now,
        };
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = "",
            HostId = hostId,
            AppId = app.Id,
            App = app,
            State = ResourceState.Pending,
            Stage = Stage.Authorize,
            StateSince = now,
            CreatedAt = now,
        };
        db.AddRange(app, connection);
        return connection;
    }

    private void Copy(EnterAppForm form, Trial trial, App app)
    {
        var seen = trial.App!;
        app.Origin = AppOrigin.Manual;
        app.Creation = AppCreation.Created;
        app.CreationDetail = null;
        app.AwaitsConfirmation = false;
        app.CreationChangedAt = time.GetUtcNow();
        app.GitHubId = seen.Id;
        app.ClientId = seen.ClientId ?? form.ClientId!.Trim();
        app.Slug = seen.Slug;
        app.Name = seen.Name;
        app.PagePath = AppLinks.PagePath(seen.HtmlUrl);
        app.ProposedName = seen.Name.Length <= 34 ? seen.Name : seen.Name[..34];
        app.Public = form.Public;
        AppOwner.Learn(app, seen.Owner);
        app.Permissions = AppPermissions.Write(seen.Permissions);
        app.Events = AppPermissions.Write(seen.Events);
        // Left to its owner: nothing there is changed, now or with a later check.
        app.WebhookConfiguredAt = form.Webhook == WebhookChoice.Leave ? time.GetUtcNow() : null;
    }
}
