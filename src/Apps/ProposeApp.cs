using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>What an administrator fills in before the app is created on the server.</summary>
public sealed class AppForm
{
    public OwnerKind Owner { get; set; } = OwnerKind.Organization;
    public string? Organization { get; set; }
    public string? Name { get; set; }
    public bool Public { get; set; }

    /// <summary>A name that GitHub accepts unless it is taken: at most 34 characters.</summary>
    public static string Suggest(string? organization) =>
        string.IsNullOrWhiteSpace(organization)
            ? "Portal"
            : Shorten($"Portal {organization.Trim()}");

    private static string Shorten(string name) => name.Length <= 34 ? name : name[..34].TrimEnd();
}

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
    public async Task<Proposal> RunAsync(
        Guid hostId,
        AppForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var problems = Check(form);
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
        Copy(form, app);
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
            await db.SaveChangesAsync(cancellationToken);
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
        if (former.Creation == AppCreation.Created && connection.Reason != Reason.AppDeleted)
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
        // One that GitHub said twice it does not know is gone.
        if (Orphans.MayRemain(former) && former.Creation != AppCreation.Created)
        {
            orphans.Add(
                db,
                former,
                $"“{connection.Name}” was begun again while it was not known whether the server had made this app."
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

    internal static Dictionary<string, string> Check(AppForm form)
    {
        var problems = new Dictionary<string, string>();
        var name = form.Name?.Trim() ?? "";
        if (name.Length is 0 or > 34)
        {
            problems[nameof(AppForm.Name)] =
                name.Length == 0
                    ? "Give the app a name. It must be unique on the server; you can change it there."
                    : $"The name has {name.Length} characters; GitHub allows 34.";
        }

        if (form.Owner == OwnerKind.Organization)
        {
            var organization = form.Organization?.Trim() ?? "";
            if (
                organization.Length is 0 or > 39
                || !organization.All(character =>
                    char.IsAsciiLetterOrDigit(character) || character is '-' or '_'
                )
            )
            {
                problems[nameof(AppForm.Organization)] =
                    organization.Length == 0
                        ? "Type the organization's name as it stands in its address on the server, for example acme."
                        : $"“{organization}” cannot be an organization: its name has up to 39 letters, digits and hyphens. Type the name in its address, not its title.";
            }
        }

        return problems;
    }

    internal static void Copy(AppForm form, App app)
    {
        app.OwnerKind = form.Owner;
        app.OwnerSlug = form.Owner == OwnerKind.Organization ? form.Organization!.Trim() : null;
        app.ProposedName = form.Name!.Trim();
        app.Public = form.Public;
    }

    /// <summary>What a connection with this app is called: a name that no other has.</summary>
    internal static async Task<string> NameAsync(
        PortalDb db,
        App app,
        Data.Host host,
        CancellationToken cancellationToken
    )
    {
        var wanted = $"{app.OwnerSlug ?? "Personal account"} on {host.Name}";
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

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
