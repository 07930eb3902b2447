using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>The connection that waits for its app now, or the fields to correct.</summary>
public sealed record Proposal(Guid? ConnectionId, IReadOnlyDictionary<string, string> Problems);

/// <summary>
/// Prepares an app: its row, its webhook key and the connection that will use it exist before anybody leaves for the
/// server, so that whatever comes back finds its place.
/// </summary>
public sealed class ProposeApp(
    IDbContextFactory<PortalDb> dbs,
    Orphans orphans,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <param name="linkId">The GitHub Connect link whose connection this becomes; null for a connection of its own.</param>
    public async Task<Proposal> RunAsync(
        Guid hostId,
        AppForm form,
        Actor actor,
        CancellationToken cancellationToken,
        Guid? linkId = null
    )
    {
        var problems = form.Check();
        if (problems.Count > 0)
        {
            return new Proposal(null, problems);
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.FindAsync([hostId], cancellationToken);
        if (host is null || host.RemoveWhenEmpty)
        {
            return new Proposal(
                null,
                new Dictionary<string, string>
                {
                    [""] = "This host has been removed meanwhile. Register it again.",
                }
            );
        }

        if (form.TooOld(host) is { } tooOld)
        {
            return new Proposal(null, tooOld);
        }

        var now = time.GetUtcNow();
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = hostId,
            Key = NewKey(),
            OwnerKind = form.Owner,
            ProposedName = "",
            Creation = AppCreation.Proposed,
            CreationChangedAt = now,
        };
        form.CopyTo(app);
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = await NameAsync(db, app, host, cancellationToken),
            HostId = hostId,
            AppId = app.Id,
            State = ResourceState.Pending,
            Stage = Stage.CreateApp,
            StateSince = now,
            CreatedAt = now,
        };
        db.AddRange(app, connection);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(
                cancellationToken
            );
            await db.SaveChangesAsync(cancellationToken);
            if (
                linkId is { } link
                && !await JoinAsync(db, link, connection, actor, cancellationToken)
            )
            {
                return new Proposal(
                    null,
                    new Dictionary<string, string>
                    {
                        [""] = "The account was chosen meanwhile, or the link was discarded.",
                    }
                );
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return new Proposal(
                null,
                new Dictionary<string, string>
                {
                    [""] =
                        "Another connection for this owner was begun at the same moment, or the host was removed. Try again.",
                }
            );
        }

        await audit.WriteAsync(actor, "began the connection", connection.Name, cancellationToken);
        changes.Publish(hostId);
        return new Proposal(connection.Id, new Dictionary<string, string>());
    }

    /// <summary>Makes the connection that of a link which has none; false when it has one, or is gone.</summary>
    private static async Task<bool> JoinAsync(
        PortalDb db,
        Guid linkId,
        Connection connection,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        await db
            .Links.Where(link => link.Id == linkId && link.ConnectionId == null)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(link => link.ConnectionId, connection.Id)
                        .SetProperty(link => link.EnabledBy, actor.Name),
                cancellationToken
            ) == 1;

    /// <summary>
    /// Starts the creation of the same connection's app again, after a refusal, a lost answer or a deletion on the server.
    /// Whatever was kept of the former app is destroyed; its late webhooks are answered 410.
    /// </summary>
    public async Task AgainAsync(
        Guid connectionId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = await db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleAsync(row => row.Id == connectionId, cancellationToken);
        var former = connection.App;
        if (
            former.Creation == AppCreation.Created
            && connection.Reason != Reason.AppDeleted
            && !former.AwaitsConfirmation
        )
        {
            return;
        }

        var now = time.GetUtcNow();
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = former.HostId,
            Key = NewKey(),
            OwnerKind = former.OwnerKind,
            OwnerSlug = former.OwnerSlug,
            ProposedName = former.ProposedName,
            Public = former.Public,
            Abilities = former.Abilities,
            Creation = AppCreation.Proposed,
            CreationChangedAt = now,
        };
        db.Apps.Add(app);
        await db.SaveChangesAsync(cancellationToken);
        await db
            .Connections.Where(row => row.AppId == former.Id)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.AppId, app.Id)
                        .SetProperty(row => row.InstallationId, (Guid?)null)
                        .SetProperty(row => row.State, ResourceState.Pending)
                        .SetProperty(row => row.Reason, (Reason?)null)
                        .SetProperty(row => row.Detail, (string?)null)
                        .SetProperty(row => row.Stage, Stage.CreateApp)
                        .SetProperty(row => row.StateSince, now),
                cancellationToken
            );
        await HandOvers.EndAsync(db, connectionId, cancellationToken);
        // One that GitHub said twice it does not know is gone.
        if (
            Orphans.MayRemain(former)
            && (former.Creation != AppCreation.Created || former.AwaitsConfirmation)
        )
        {
            orphans.Add(
                db,
                former,
                former.AwaitsConfirmation
                    ? $"Somebody created it with a hand-over link for “{connection.Name}”, and an administrator did not confirm it."
                    : $"“{connection.Name}” was begun again while it was not known whether the server had made this app."
            );
        }

        await SecretStore.DeleteAsync(db, former.Id, field: null, cancellationToken);
        await SecretStore.DeleteAsync(db, connectionId, field: null, cancellationToken);
        db.Tombstones.Add(
            new Tombstone
            {
                AppKey = former.Key,
                HostUrl = former.Host.WebUrl,
                GitHubId = former.GitHubId,
                EndedAt = now,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await db.Apps.Where(row => row.Id == former.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "began again with a new app for",
            connection.Name,
            cancellationToken
        );
        changes.Publish(connectionId);
    }

    /// <summary>What a connection with this app is called: a name that no other has.</summary>
    internal static Task<string> NameAsync(
        PortalDb db,
        App app,
        Data.Host host,
        CancellationToken cancellationToken
    ) =>
        NameAsync(
            db,
            app.OwnerKind switch
            {
                OwnerKind.Personal => "Personal account",
                OwnerKind.Organization => app.OwnerSlug ?? "Organization",
                OwnerKind.Enterprise => $"Enterprise {app.OwnerSlug}",
            },
            host,
            cancellationToken
        );

    /// <summary>What a connection is called that is about this: a name that no other has.</summary>
    internal static async Task<string> NameAsync(
        PortalDb db,
        string subject,
        Data.Host host,
        CancellationToken cancellationToken
    )
    {
        var wanted = $"{subject} on {host.Name}";
        // A connection's name has at most 100 characters; a number may follow.
        wanted = wanted.Length <= 90 ? wanted : wanted[..90].TrimEnd();
        var name = wanted;
        for (
            var number = 2;
            await db.Connections.AnyAsync(row => row.Name == name, cancellationToken);
            number++
        )
        {
            name = $"{wanted} ({number})";
        }

        return name;
    }

    /// <summary>The last part of a webhook address, which nobody can guess.</summary>
    internal static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
