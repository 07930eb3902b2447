using System.Globalization;
using System.Text.Json.Nodes;
using Sandbox.Git;
using Sandbox.Hooks;

namespace Sandbox;

/// <summary>What follows when branches and tags move, whoever moved them: by git, by the API or behind GitHub's back.</summary>
public sealed partial class World
{
    /// <summary>
    /// More tags than this at once are pushed in silence.
    /// https://docs.github.com/webhooks/webhook-events-and-payloads#push
    /// </summary>
    private const int MostTagsAtOnce = 3;

    /// <summary>More branches than this at once, too.</summary>
    private const int MostBranchesAtOnce = 5000;

    /// <summary>
    /// Moves one ref and tells everybody; null, or what git says where the ref is no longer where it was. The caller
    /// holds the repository's gate.
    /// </summary>
    internal async Task<string?> MoveRefAsync(
        Repository repository,
        GitRepository git,
        RefChange change,
        Account who
    )
    {
        if (await git.TryMoveAsync(change) is { } problem)
        {
            return problem;
        }

        await RefsMovedAsync(repository, git, [change], who);
        return null;
    }

    /// <summary>To be called, with the gate held, after refs of a repository have moved on disk.</summary>
    internal async Task RefsMovedAsync(
        Repository repository,
        GitRepository git,
        IReadOnlyList<RefChange> changes,
        Account who
    )
    {
        if (changes.Count == 0)
        {
            return;
        }

        foreach (var change in changes.Where(change => change.IsBranch))
        {
            if (change.After is null)
            {
                git.Branches.TryRemove(change.ShortName, out _);
            }
            else
            {
                git.Branches[change.ShortName] = change.After;
            }
        }

        repository.PushedAt = repository.UpdatedAt = Clock.Now;
        var tags = changes.Where(change => change.IsTag).ToList();
        var branches = changes.Where(change => change.IsBranch).ToList();
        var told = branches.Count <= MostBranchesAtOnce;
        foreach (var change in branches)
        {
            await BranchMovedAsync(repository, git, change, who, told);
        }

        foreach (var change in tags.Count <= MostTagsAtOnce ? tags : [])
        {
            await AnnouncePushAsync(repository, git, change, who);
        }
    }

    private async Task BranchMovedAsync(
        Repository repository,
        GitRepository git,
        RefChange change,
        Account who,
        bool told
    )
    {
        var branch = change.ShortName;
        var open = repository.Pulls.Values.Where(pull => pull.IsOpen).ToList();
        if (change.After is null)
        {
            foreach (var pull in open.Where(pull => pull.Head == branch || pull.Base == branch))
            {
                await CloseAsync(pull, who);
            }
        }

        if (told)
        {
            await AnnouncePushAsync(repository, git, change, who);
        }

        if (change.After is { } after)
        {
            await MovePullsAsync(git, open.Where(pull => pull.Head == branch), change, who);
            await NoticeMergesAsync(git, open.Where(pull => pull.Base == branch), after, who);
        }
    }

    private async Task AnnouncePushAsync(
        Repository repository,
        GitRepository git,
        RefChange change,
        Account who
    )
    {
        if (change.Before is null || change.After is null)
        {
            Announce(Payloads.RefChanged(this, repository, change, who));
        }

        var push = await Payloads.PushAsync(this, repository, git, change, who);
        if (change.IsBranch && change.ShortName == repository.DefaultBranch)
        {
            Record(repository, push.Body["commits"]!.AsArray());
        }

        Announce(push);
    }

    /// <summary>Keeps whose commits arrived: a push tells of them anyway, so that git need not be asked again.</summary>
    private static void Record(Repository repository, JsonArray commits)
    {
        foreach (var commit in commits)
        {
            repository.Arrived.TryAdd(
                commit!["id"]!.GetValue<string>(),
                new RecordedCommit(
                    commit["author"]!["email"]!.GetValue<string>(),
                    DateTimeOffset.Parse(
                        commit["timestamp"]!.GetValue<string>(),
                        CultureInfo.InvariantCulture
                    )
                )
            );
        }
    }

    private async Task MovePullsAsync(
        GitRepository git,
        IEnumerable<PullRequest> pulls,
        RefChange change,
        Account who
    )
    {
        foreach (var pull in pulls.Where(pull => pull.HeadSha != change.After))
        {
            pull.HeadSha = change.After!;
            pull.BaseSha = git.Branches.GetValueOrDefault(pull.Base) ?? pull.BaseSha;
            pull.UpdatedAt = Clock.Now;
            await git.UpdateRefAsync($"refs/pull/{pull.Number}/head", pull.HeadSha);
            var payload = await Payloads.PullAsync(this, pull, "synchronize", who);
            payload.Body["before"] = change.Before ?? NoCommit;
            payload.Body["after"] = change.After;
            Announce(payload);
        }
    }

    /// <summary>
    /// A pull request whose commits arrive in its base by another way is merged.
    /// https://docs.github.com/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges#indirect-merges
    /// </summary>
    private async Task NoticeMergesAsync(
        GitRepository git,
        IEnumerable<PullRequest> pulls,
        string after,
        Account who
    )
    {
        foreach (var pull in pulls.Where(pull => pull.IsOpen))
        {
            if (await git.IsAncestorAsync(pull.HeadSha, after))
            {
                (pull.MergeSha, pull.MergedBy, pull.MergedAt) = (after, who, Clock.Now);
                await CloseAsync(pull, who);
            }
        }
    }
}
