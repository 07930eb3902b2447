namespace Sandbox.Git;

/// <summary>A file that a commit added (A), deleted (D) or changed (M, T).</summary>
internal sealed record ChangedName(char Status, string Path);

/// <summary>Which files commits touched, for many of them at once.</summary>
internal static class GitChangedNames
{
    /// <summary>By commit; of a merge what it brought to its first parent. A renamed file was deleted and added.</summary>
    public static async Task<ILookup<string, ChangedName>> ChangedNamesAsync(
        this GitRepository git,
        string range,
        int most
    )
    {
        var output = await GitProcess.RunAsync(
            git.Path,
            [
                "log",
                "-z",
                "--format=%x1e%H",
                "--name-status",
                "--no-renames",
                "--diff-merges=first-parent",
                $"--max-count={most}",
                range,
            ]
        );
        return output
            .Split('\x1e', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(Read)
            .ToLookup(one => one.Commit, one => one.Name, StringComparer.Ordinal);
    }

    /// <summary>Parts with a NUL after each: the commit, then a letter and a path for each file.</summary>
    private static IEnumerable<(string Commit, ChangedName Name)> Read(string text)
    {
        var parts = text.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.TrimStart('\n'))
            .Where(part => part.Length > 0)
            .ToArray();
        for (var at = 1; at + 1 < parts.Length; at += 2)
        {
            yield return (parts[0][..40], new ChangedName(parts[at][0], parts[at + 1]));
        }
    }
}
