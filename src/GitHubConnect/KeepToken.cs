using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.GitHubConnect;

/// <summary>
/// Keeps a person's token for what GitHub lets no app do: proved first, then stored encrypted, in the place of the one before.
/// </summary>
public sealed class KeepToken(
    IDbContextFactory<PortalDb> dbs,
    TokenApi github,
    SecretStore secrets,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>What is wrong with the token, in a sentence that says who can help; null when it is kept.</summary>
    public async Task<string?> RunAsync(
        Guid linkId,
        LinkCredentialKind kind,
        SecretText given,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (given.AsToken() is not { } token)
        {
            return "This is not a token: that is one word of 20 to 255 letters, digits and signs. Copy it from where GitHub shows it, once, when it is made.";
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await db
            .Links.Include(row => row.Server)
            .Include(row => row.Connection!.Host)
            .Include(row => row.Connection!.App)
            .Include(row => row.Credentials)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
        if (link?.Connection is null)
        {
            return "This link does not exist any more.";
        }

        TokenFacts facts;
        try
        {
            string? refusal;
            (facts, refusal) =
                kind == LinkCredentialKind.ServerToken
                    ? await ProveOnServerAsync(link, token, cancellationToken)
                    : await ProveOnCloudAsync(link, token, cancellationToken);
            if (refusal is not null)
            {
                return $"{refusal} Nothing was stored.";
            }
        }
        catch (GitHubException failure)
        {
            return $"The token could not be proved, and nothing was stored. {failure.Message}";
        }

        secrets.Prepare();
        var field = Field(kind);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await SecretStore.DeleteAsync(db, linkId, field, cancellationToken);
            secrets.Put(db, linkId, field, token);
            var row = LinkCredentials.Put(link, kind);
            row.Owner = facts.Login;
            row.Scopes = string.Join(", ", facts.Scopes.Order(StringComparer.Ordinal));
            row.ExpiresAt = facts.ExpiresAt;
            (row.StoredAt, row.StoredBy, row.Problem) = (time.GetUtcNow(), actor.Name, null);
            link.RefreshWantedAt = time.GetUtcNow();
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await db.CleanAsync(CancellationToken.None);
        await audit.WriteAsync(
            actor,
            $"stored the {Words.Of(field)} of @{facts.Login} for GitHub Connect of",
            link.Server.Name,
            CancellationToken.None
        );
        wakeUps.Links.Ring();
        changes.Publish(linkId);
        return null;
    }

    /// <summary>Destroys a credential, and switches off what cannot work without it.</summary>
    public async Task ForgetAsync(
        Guid linkId,
        LinkCredentialKind kind,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var server = await db
            .Links.Where(row => row.Id == linkId)
            .Select(row => row.Server.Name)
            .SingleOrDefaultAsync(cancellationToken);
        if (server is null)
        {
            return;
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await SecretStore.DeleteAsync(db, linkId, Field(kind), cancellationToken);
            await db
                .LinkCredentials.Where(row => row.LinkId == linkId && row.Kind == kind)
                .ExecuteDeleteAsync(cancellationToken);
            foreach (var needs in Needing(kind))
            {
                await SwitchFeature.ForgetAsync(db, linkId, needs, cancellationToken);
                await db
                    .LinkFeatures.Where(row => row.LinkId == linkId && row.Kind == needs)
                    .ExecuteDeleteAsync(cancellationToken);
            }

            await ForgetReadAsync(db, linkId, kind, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await db.CleanAsync(CancellationToken.None);
        await audit.WriteAsync(
            actor,
            $"destroyed the {Words.Of(Field(kind))} for GitHub Connect of",
            server,
            CancellationToken.None
        );
        changes.Publish(linkId);
    }

    /// <summary>What the record held because of a credential is not known without it.</summary>
    private static Task ForgetReadAsync(
        PortalDb db,
        Guid linkId,
        LinkCredentialKind kind,
        CancellationToken cancellationToken
    )
    {
        var link = db.Links.Where(row => row.Id == linkId);
        return kind switch
        {
            LinkCredentialKind.ServerToken => link.ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.SeatsUsed, (int?)null)
                        .SetProperty(row => row.DormantPeople, (int?)null)
                        .SetProperty(row => row.DormantReadAt, (DateTimeOffset?)null)
                        .SetProperty(row => row.DormantProblem, (string?)null)
                        .SetProperty(row => row.DormantWanted, false),
                cancellationToken
            ),
            LinkCredentialKind.CloudToken => link.ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CloudSync, (string?)null),
                cancellationToken
            ),
            LinkCredentialKind.ManagePassword => Task.CompletedTask,
        };
    }

    /// <summary>The features that cannot work without a credential.</summary>
    public static IReadOnlyList<LinkFeatureKind> Needing(LinkCredentialKind kind) =>
        kind switch
        {
            LinkCredentialKind.ServerToken =>
            [
                LinkFeatureKind.ServerStatistics,
                LinkFeatureKind.LicenseSync,
            ],
            LinkCredentialKind.CloudToken => [LinkFeatureKind.LicenseSync],
            LinkCredentialKind.ManagePassword => [],
        };

    public static SecretField Field(LinkCredentialKind kind) =>
        kind switch
        {
            LinkCredentialKind.ServerToken => SecretField.ServerToken,
            LinkCredentialKind.CloudToken => SecretField.CloudToken,
            LinkCredentialKind.ManagePassword => SecretField.ManagePassword,
        };

    private async Task<(TokenFacts Facts, string? Refusal)> ProveOnServerAsync(
        Link link,
        SecretText token,
        CancellationToken cancellationToken
    )
    {
        var endpoint = GitHubEndpoint.Of(link.Server);
        var facts = await github.GetFactsAsync(endpoint, token, cancellationToken);
        if (!facts.SiteAdmin)
        {
            return (
                facts,
                $"@{facts.Login} is not a site administrator of {link.Server.Name}. A site administrator there makes the token."
            );
        }

        if (!facts.Scopes.Contains("site_admin"))
        {
            return (
                facts,
                $"The token of @{facts.Login} has {Scopes(facts)}. It needs the scope site_admin: make a classic token with it."
            );
        }

        // What the token is for; it says more than its scopes do.
        await github.GetSeatsAsync(endpoint, token, cancellationToken);
        return (facts, null);
    }

    private async Task<(TokenFacts Facts, string? Refusal)> ProveOnCloudAsync(
        Link link,
        SecretText token,
        CancellationToken cancellationToken
    )
    {
        var app = link.Connection!.App;
        var facts = await github.GetFactsAsync(
            GitHubEndpoint.Of(link.Connection.Host),
            token,
            cancellationToken
        );
        if (app is not { OwnerKind: OwnerKind.Enterprise, OwnerSlug: { } enterprise })
        {
            return (
                facts,
                $"This link is with an organization. Only an enterprise's licences can be read, with a link to the enterprise."
            );
        }

        try
        {
            // What the token is for; it says more than its scopes do.
            await github.ListSyncedServersAsync(
                GitHubEndpoint.Of(link.Connection.Host),
                token,
                enterprise,
                cancellationToken
            );
            return (facts, null);
        }
        catch (GitHubException refusal)
            when (refusal.Failure is GitHubFailure.NotFound or GitHubFailure.Forbidden)
        {
            return (
                facts,
                $"The token of @{facts.Login}, which has {Scopes(facts)}, may not read the licences of {enterprise}. An owner or billing manager of the enterprise makes a classic token with the scope read:enterprise."
            );
        }
    }

    private static string Scopes(TokenFacts facts) =>
        facts.Scopes.Count == 0
            ? "no scopes"
            : $"the scopes {string.Join(", ", facts.Scopes.Order(StringComparer.Ordinal))}";
}
