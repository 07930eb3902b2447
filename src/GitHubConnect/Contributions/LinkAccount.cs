using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Contributions;

/// <summary>An account that a person has just signed in with.</summary>
/// <param name="Id">GitHub's id, unique within its host.</param>
public sealed record ProvenAccount(long Id, string NodeId, string Login);

/// <summary>
/// Keeps which account on a side of a link is a person's, once that person has signed in with it. That counts more than what an
/// administrator said before; but an account is one person's only.
/// </summary>
public sealed class LinkAccount(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>What is in the way, in a sentence; null when it is linked.</summary>
    /// <param name="hostId">The host that the account is on: the link's server, or its cloud.</param>
    public async Task<string?> RunAsync(
        Guid linkId,
        Guid hostId,
        ProvenAccount account,
        Actor person
    )
    {
        await using var db = await dbs.CreateDbContextAsync(CancellationToken.None);
        if (await ContributionSides.OfAsync(db, linkId, CancellationToken.None) is not { } sides)
        {
            return null;
        }

        var side = sides.Link.ServerId == hostId ? LinkSide.Server : LinkSide.Cloud;
        await using var transaction = await db.Database.BeginTransactionAsync();
        var mine = await MineAsync(db, linkId, person);
        var holder = await db
            .Contributors.Include(row => row.Accounts)
            .SingleOrDefaultAsync(row =>
                row.LinkId == linkId
                && row.Accounts.Any(one => one.Side == side && one.GitHubId == account.Id)
            );
        if (holder is { PersonId: not null } && holder.PersonId != person.Id)
        {
            return $"@{account.Login} on {sides.Name(side)} is linked by somebody else who uses this portal, and an account counts for one person. Nothing was changed.";
        }

        if (holder is not null && holder != mine)
        {
            if (mine is null)
            {
                // Named by an administrator: the person takes it over.
                (mine, holder.PersonId) = (holder, person.Id);
            }
            else
            {
                db.Remove(holder);
                await db.SaveChangesAsync();
            }
        }

        mine ??= New(db, linkId, person);
        if (mine.On(side) is { } before)
        {
            db.Remove(before);
            await db.SaveChangesAsync();
        }

        db.Add(
            new ContributorAccount
            {
                ContributorId = mine.Id,
                Side = side,
                LinkId = linkId,
                GitHubId = account.Id,
                NodeId = account.NodeId,
                Login = account.Login,
                Proof = AccountProof.SignIn,
                LinkedBy = person.Name,
                LinkedAt = time.GetUtcNow(),
            }
        );
        mine.Problem = null;
        await WantAsync(db, linkId);
        try
        {
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        catch (DbUpdateException)
        {
            return "The same account was linked in another tab in the same moment, or the feature was switched off. Look at what is linked now.";
        }

        await audit.WriteAsync(
            person,
            $"linked the account @{account.Login} on {sides.Name(side)} for the contributions of",
            LinkWords.Of(sides.Link),
            CancellationToken.None
        );
        wakeUps.Links.Ring();
        changes.Publish(linkId);
        return null;
    }

    /// <summary>Keeps, for the person's page, why an account was not linked.</summary>
    public async Task SayAsync(Guid linkId, Actor person, string problem)
    {
        await using var db = await dbs.CreateDbContextAsync(CancellationToken.None);
        if (await ContributionSides.OfAsync(db, linkId, CancellationToken.None) is null)
        {
            return;
        }

        var mine = await MineAsync(db, linkId, person) ?? New(db, linkId, person);
        mine.Problem = problem;
        await db.SaveChangesAsync();
        changes.Publish(linkId);
    }

    /// <summary>Has the contributions read at the next opportunity.</summary>
    internal static Task<int> WantAsync(PortalDb db, Guid linkId) =>
        db
            .LinkFeatures.Where(row =>
                row.LinkId == linkId && row.Kind == LinkFeatureKind.UnifiedContributions
            )
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.RunWanted, true));

    private static Task<Contributor?> MineAsync(PortalDb db, Guid linkId, Actor person) =>
        db
            .Contributors.Include(row => row.Accounts)
            .SingleOrDefaultAsync(row => row.LinkId == linkId && row.PersonId == person.Id);

    private static Contributor New(PortalDb db, Guid linkId, Actor person) =>
        db.Add(
            new Contributor
            {
                Id = Guid.NewGuid(),
                LinkId = linkId,
                PersonId = person.Id,
            }
        ).Entity;
}
