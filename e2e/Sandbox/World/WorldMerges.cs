using Sandbox.Git;

namespace Sandbox;

/// <summary>The ways in which GitHub merges a pull request.</summary>
public enum MergeMethod
{
    Merge,
    Squash,
    Rebase,
}

/// <summary>What came of a merge, or of an update of a pull request's branch.</summary>
public enum MergeResult
{
    Merged,
    NotOpen,
    Draft,
    Conflict,
    HeadMoved,
    NothingToMerge,
}

/// <summary>Merging pull requests, and merging their base into them.</summary>
public sealed partial class World
{
    /// <summary>Merges into the base if the head is still the expected one and nothing conflicts; else nothing changes.</summary>
    public async Task<MergeResult> MergePullAsync(
        PullRequest pull,
        Account? by = null,
        MergeMethod method = MergeMethod.Merge,
        string? title = null,
        string? message = null,
        string? expectedHead = null
    )
    {
        var who = by ?? AnOwnerOf(pull.Repository);
        var git = await Git.OpenAsync(pull.Repository);
        using var entered = await git.EnterAsync();
        if (!pull.IsOpen)
        {
            return MergeResult.NotOpen;
        }

        if (pull.Draft)
        {
            return MergeResult.Draft;
        }

        if (expectedHead is not null && expectedHead != pull.HeadSha)
        {
            return MergeResult.HeadMoved;
        }

        if (
            !git.Branches.TryGetValue(pull.Base, out var before)
            || await MergedAsync(git, pull, before, who, method, title, message) is not { } after
        )
        {
            return MergeResult.Conflict;
        }

        var change = new RefChange(RefChange.Heads + pull.Base, before, after);
        if (await git.TryMoveAsync(change) is not null)
        {
            return MergeResult.HeadMoved;
        }

        (pull.MergeSha, pull.MergedAt, pull.MergedBy) = (after, Clock.Now, who);
        await CloseAsync(pull, who);
        await RefsMovedAsync(pull.Repository, git, [change], who);
        return MergeResult.Merged;
    }

    /// <summary>Merges the base into the head, so that the pull request is up to date.</summary>
    public async Task<MergeResult> UpdatePullBranchAsync(
        PullRequest pull,
        Account? by = null,
        string? expectedHead = null
    )
    {
        var who = by ?? AnOwnerOf(pull.Repository);
        var git = await Git.OpenAsync(pull.Repository);
        using var entered = await git.EnterAsync();
        if (!pull.IsOpen || !git.Branches.TryGetValue(pull.Base, out var onto))
        {
            return MergeResult.NotOpen;
        }

        if (expectedHead is not null && expectedHead != pull.HeadSha)
        {
            return MergeResult.HeadMoved;
        }

        if (await git.IsAncestorAsync(onto, pull.HeadSha))
        {
            return MergeResult.NothingToMerge;
        }

        if (await git.MergedTreeAsync(pull.HeadSha, onto) is not { } tree)
        {
            return MergeResult.Conflict;
        }

        var signature = Ident.Of(who, Clock.Now);
        var after = await git.WriteCommitAsync(
            tree,
            [pull.HeadSha, onto],
            $"Merge branch '{pull.Base}' into {pull.Head}",
            signature,
            signature
        );
        var change = new RefChange(RefChange.Heads + pull.Head, pull.HeadSha, after);
        return await MoveRefAsync(pull.Repository, git, change, who) is null
            ? MergeResult.Merged
            : MergeResult.HeadMoved;
    }

    /// <summary>The new tip of the base, or null where the two sides conflict.</summary>
    private async Task<string?> MergedAsync(
        GitRepository git,
        PullRequest pull,
        string onto,
        Account who,
        MergeMethod method,
        string? title,
        string? message
    )
    {
        var signature = Ident.Of(who, Clock.Now);
        if (method == MergeMethod.Rebase)
        {
            return await git.RebaseAsync(onto, pull.HeadSha, signature);
        }

        if (await git.MergedTreeAsync(onto, pull.HeadSha) is not { } tree)
        {
            return null;
        }

        var squash = method == MergeMethod.Squash;
        var first =
            title
            ?? (
                squash
                    ? $"{pull.Title} (#{pull.Number})"
                    : $"Merge pull request #{pull.Number} from {pull.Repository.Owner.Login}/{pull.Head}"
            );
        var rest = message ?? (squash ? "" : pull.Title);
        return await git.WriteCommitAsync(
            tree,
            squash ? [onto] : [onto, pull.HeadSha],
            rest.Length == 0 ? first : $"{first}\n\n{rest}",
            squash ? Ident.Of(pull.Author, Clock.Now) : signature,
            signature
        );
    }
}
