namespace Sandbox.Git;

/// <summary>
/// Looking into the files of a commit, whatever their case; binary ones are passed over.
/// https://git-scm.com/docs/git-grep
/// </summary>
internal static class GitGrep
{
    /// <summary>The paths of the files in which one of these texts stands, each on one line.</summary>
    public static async Task<IReadOnlySet<string>> FilesWithAsync(
        this GitRepository git,
        string commit,
        IEnumerable<string> texts
    )
    {
        var patterns = texts.SelectMany(text => new[] { "-e", text });
        var (exitCode, output, error) = await GitProcess.TryAsync(
            git.Path,
            ["grep", "-I", "-i", "-F", "-z", "--name-only", .. patterns, commit]
        );
        // 1 means that nothing was found. "<commit>:<path>", each with a NUL after it.
        return exitCode is 0 or 1
            ? output
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line[(commit.Length + 1)..])
                .ToHashSet(StringComparer.Ordinal)
            : throw new InvalidOperationException($"git grep: {error}");
    }
}
