using System.Globalization;

namespace Sandbox.Git;

/// <summary>One line of a tree.</summary>
internal sealed record TreeEntry(string Path, string Mode, string Type, string Sha, long? Size);

/// <summary>One change to a tree; a null sha deletes what is at the path.</summary>
internal sealed record TreeChange(string Path, string Mode, string? Sha);

/// <summary>Reading trees, and building new ones from old ones.</summary>
internal static class GitTrees
{
    public static async Task<IReadOnlyList<TreeEntry>> ReadTreeAsync(
        this GitRepository git,
        string tree,
        bool recursive,
        bool folders = true
    )
    {
        string[] deep =
            !recursive ? []
            : folders ? ["-r", "-t"]
            : ["-r"];
        var output = await GitProcess.RunAsync(
            git.Path,
            ["ls-tree", "-l", "-z", .. deep, "--end-of-options", tree]
        );
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(ReadEntry)];
    }

    /// <summary>What a commit has at a path, or null; an empty path is its whole tree.</summary>
    public static async Task<TreeEntry?> EntryAsync(
        this GitRepository git,
        string commit,
        string path
    )
    {
        if (path.Length == 0)
        {
            var root = await git.FindAsync(commit + "^{tree}");
            return root is null ? null : new TreeEntry("", "040000", "tree", root.Sha, null);
        }

        var (exitCode, output, _) = await GitProcess.TryAsync(
            git.Path,
            ["ls-tree", "-l", "-z", "--full-tree", commit, "--", path]
        );
        return exitCode == 0
            ? output
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(ReadEntry)
                .FirstOrDefault(entry => entry.Path == path)
            : null;
    }

    /// <summary>The tree with these changes, one after the other; null when one deletes what is not there.</summary>
    public static async Task<string?> BuildTreeAsync(
        this GitRepository git,
        string? from,
        IEnumerable<TreeChange> changes
    )
    {
        var files = new SortedDictionary<string, (string Mode, string Sha)>(StringComparer.Ordinal);
        if (from is not null)
        {
            await AddAsync(git, files, "", from);
        }

        foreach (var change in changes)
        {
            var found = Remove(files, change.Path);
            if (change.Sha is null)
            {
                if (!found)
                {
                    return null;
                }
            }
            else if (change.Mode == "040000")
            {
                await AddAsync(git, files, change.Path + "/", change.Sha);
            }
            else
            {
                files[change.Path] = (change.Mode, change.Sha);
            }
        }

        return await WriteAsync(git, files);
    }

    private static async Task AddAsync(
        GitRepository git,
        SortedDictionary<string, (string Mode, string Sha)> files,
        string prefix,
        string tree
    )
    {
        foreach (var entry in await git.ReadTreeAsync(tree, recursive: true, folders: false))
        {
            files[prefix + entry.Path] = (entry.Mode, entry.Sha);
        }
    }

    /// <summary>What is at the path, below it, or a file where the path needs a folder.</summary>
    private static bool Remove(
        SortedDictionary<string, (string Mode, string Sha)> files,
        string path
    )
    {
        var gone = files
            .Keys.Where(file =>
                file == path || file.StartsWith(path + "/", StringComparison.Ordinal)
            )
            .ToList();
        gone.ForEach(file => files.Remove(file));
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            files.Remove(path[..slash]);
        }

        return gone.Count > 0;
    }

    private static async Task<string> WriteAsync(
        GitRepository git,
        SortedDictionary<string, (string Mode, string Sha)> files
    )
    {
        var index = Path.Combine(git.Path, $"index-{Guid.NewGuid():N}");
        var environment = new Dictionary<string, string> { ["GIT_INDEX_FILE"] = index };
        try
        {
            var lines = files.Select(file => $"{file.Value.Mode} {file.Value.Sha}\t{file.Key}\0");
            await GitProcess.RunAsync(
                git.Path,
                ["update-index", "-z", "--index-info"],
                string.Concat(lines),
                environment
            );
            return (
                await GitProcess.RunAsync(git.Path, ["write-tree"], environment: environment)
            ).Trim();
        }
        finally
        {
            File.Delete(index);
        }
    }

    /// <summary><c>100644 blob e69de29…     12&lt;tab&gt;src/main.txt</c></summary>
    private static TreeEntry ReadEntry(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var parts = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new TreeEntry(
            line[(tab + 1)..],
            parts[0],
            parts[1],
            parts[2],
            long.TryParse(parts[3], CultureInfo.InvariantCulture, out var size) ? size : null
        );
    }
}
