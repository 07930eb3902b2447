using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect.Contributions;

/// <summary>
/// Links the accounts of somebody who does not use this portal: an administrator names both, and they have to have a verified
/// e-mail address in common. The addresses are compared, and not kept.
/// </summary>
public sealed class LinkByEmail(
    IDbContextFactory<PortalDb> dbs,
    ContributionsApi github,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>What is in the way, in a sentence; null when they are linked.</summary>
    public async Task<string?> RunAsync(
        Guid linkId,
        string? onServer,
        string? onCloud,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var logins = new Dictionary<LinkSide, string>
        {
            [LinkSide.Server] = Login(onServer),
            [LinkSide.Cloud] = Login(onCloud),
        };
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await ContributionSides.OfAsync(db, linkId, cancellationToken) is not { } sides)
        {
            return "Unified contributions are not switched on here any more.";
        }

        if (logins.Values.Any(login => login.Length == 0))
        {
            return "Type the login of both accounts.";
        }

        if (sides.Problems.Count > 0)
        {
            return string.Join(' ', sides.Problems.Values);
        }

        var accounts = new Dictionary<LinkSide, KnownAccount>();
        try
        {
            foreach (var (side, login) in logins)
            {
                if (
                    await github.FindAsync(
                        sides.Connections[side].Installation!,
                        login,
                        cancellationToken
                    )
                    is not { } account
                )
                {
                    return $"{sides.Name(side)} has nobody with the login {login}.";
                }

                accounts[side] = account;
            }
        }
        catch (GitHubException failure)
        {
            return failure.Message;
        }

        return Doubt(sides, accounts)
            ?? await StoreAsync(db, sides, accounts, actor, cancellationToken);
    }

    /// <summary>Why it is not shown that the accounts are one person's; null when it is. No address is named.</summary>
    private static string? Doubt(
        ContributionSides sides,
        Dictionary<LinkSide, KnownAccount> accounts
    )
    {
        foreach (var (side, account) in accounts)
        {
            if (account.Emails.Count == 0)
            {
                return $"{sides.Name(side)} shows no e-mail address of @{account.Login}: neither one on the profile nor one under a verified domain of {sides.Connections[side].Installation!.Account}. The person can show one there, or link the accounts by signing in to this portal.";
            }
        }

        return accounts[LinkSide.Server]
            .Emails.Intersect(accounts[LinkSide.Cloud].Emails, StringComparer.OrdinalIgnoreCase)
            .Any()
            ? null
            : $"@{accounts[LinkSide.Server].Login} on {sides.Name(LinkSide.Server)} and @{accounts[LinkSide.Cloud].Login} on {sides.Name(LinkSide.Cloud)} have no verified e-mail address in common: nothing shows that they are one person's. The person can link them by signing in to this portal.";
    }

    private async Task<string?> StoreAsync(
        PortalDb db,
        ContributionSides sides,
        Dictionary<LinkSide, KnownAccount> accounts,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var linkId = sides.Link.Id;
        foreach (var (side, account) in accounts)
        {
            if (
                await db.ContributorAccounts.AnyAsync(
                    row => row.LinkId == linkId && row.Side == side && row.GitHubId == account.Id,
                    cancellationToken
                )
            )
            {
                return $"@{account.Login} on {sides.Name(side)} is linked already. Remove that entry first if it is wrong.";
            }
        }

        var contributor = new Contributor { Id = Guid.NewGuid(), LinkId = linkId };
        contributor.Accounts.AddRange(
            accounts.Select(pair => new ContributorAccount
            {
                ContributorId = contributor.Id,
                Side = pair.Key,
                LinkId = linkId,
                GitHubId = pair.Value.Id,
                NodeId = pair.Value.NodeId,
                Login = pair.Value.Login,
                Proof = AccountProof.Email,
                LinkedBy = actor.Name,
                LinkedAt = time.GetUtcNow(),
            })
        );
        db.Add(contributor);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return "Somebody linked one of these accounts in the same moment, or switched the feature off. Nothing was changed.";
        }

        await LinkAccount.WantAsync(db, linkId);
        await audit.WriteAsync(
            actor,
            $"linked, by a verified e-mail address, @{accounts[LinkSide.Server].Login} on {sides.Name(LinkSide.Server)} and @{accounts[LinkSide.Cloud].Login} on {sides.Name(LinkSide.Cloud)} for the contributions of",
            LinkWords.Of(sides.Link),
            cancellationToken
        );
        wakeUps.Links.Ring();
        changes.Publish(linkId);
        return null;
    }

    private static string Login(string? typed) => (typed ?? "").Trim().TrimStart('@');
}
