namespace Sandbox.Git;

/// <summary>
/// Merges in a bare repository, without a working tree.
/// https://git-scm.com/docs/git-merge-tree
/// </summary>
internal static class GitMerge
{
    /// <summary>The tree of both sides together, or null where they conflict.</summary>
    public static async Task<string?> MergedTreeAsync(
        this GitRepository git,
        string ours,
        string theirs
    )
    {
        var (exitCode, output, error) = await GitProcess.TryAsync(
            git.Path,
            ["merge-tree", "--write-tree", "--no-messages", ours, theirs]
        );
        return exitCode switch
        {
            0 => output.Trim(),
            1 => null,
            // Branches without a common commit do not merge either.
            _ when error.Contains("unrelated histories", StringComparison.Ordinal) => null,
            _ => throw new InvalidOperationException($"git merge-tree: {error}"),
        };
    }

    /// <summary>The commits of <paramref name="head"/> put anew on top of <paramref name="onto"/>, or null where one conflicts.</summary>
    public static async Task<string?> RebaseAsync(
        this GitRepository git,
        string onto,
        string head,
        Ident committer
    )
    {
        var commits = await git.LogAsync(
            $"{onto}..{head}",
            0,
            int.MaxValue,
            "--reverse",
            "--topo-order",
            "--no-merges"
        );
        var tip = onto;
        foreach (var commit in commits)
        {
            if (await PickAsync(git, tip, commit, committer) is not { } picked)
            {
                return null;
            }

            tip = picked;
        }

        return tip;
    }

    /// <summary>
    /// A cherry-pick is a merge whose base is the picked commit's parent: so a commit of our tree with that very parent
    /// takes our side.
    /// </summary>
    private static async Task<string?> PickAsync(
        GitRepository git,
        string tip,
        Commit commit,
        Ident committer
    )
    {
        var ours = await git.WriteCommitAsync(
            (await git.CommitAsync(tip)).Tree,
            commit.Parents,
            "",
            committer,
            committer
        );
        var tree = await git.MergedTreeAsync(ours, commit.Sha);
        return tree is null
            ? null
            : await git.WriteCommitAsync(tree, [tip], commit.Message, commit.Author, committer);
    }
}
