using System.Globalization;

namespace Sandbox.Git;

/// <summary>One changed file between two commits.</summary>
public sealed record ChangedFile(
    string Path,
    string? PreviousPath,
    string Status,
    string? Blob,
    int Additions,
    int Deletions,
    string? Patch
);

/// <summary>What changed between two commits, in the words of GitHub's API.</summary>
internal static class GitDiff
{
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private const int LongestPatch = 100_000;

    public static async Task<IReadOnlyList<ChangedFile>> BetweenAsync(
        GitRepository repository,
        string? from,
        string to
    )
    {
        var range = new[] { from ?? EmptyTree, to };
        var raw = Fields(await DiffAsync(repository, ["--raw", "-z", "--no-abbrev"], range));
        var counts = Fields(await DiffAsync(repository, ["--numstat", "-z"], range));
        var patches = Patches(await DiffAsync(repository, ["-p"], range));
        var files = new List<ChangedFile>();
        var (r, c) = (0, 0);
        while (r < raw.Length)
        {
            // ":100644 100644 <old> <new> M", path; a rename has the old path before the new one.
            var head = raw[r++].Split(' ');
            var renamed = head[4][0] is 'R' or 'C';
            var previous = renamed ? raw[r++] : null;
            var path = raw[r++];
            // "3\t1\tpath", or "3\t1\t", old path, new path.
            var numbers = counts[c].Split('\t');
            c += renamed ? 3 : 1;
            files.Add(
                new ChangedFile(
                    path,
                    previous,
                    Status(head[4][0]),
                    head[4][0] == 'D' ? head[2] : head[3],
                    Number(numbers[0]),
                    Number(numbers[1]),
                    files.Count < patches.Count ? patches[files.Count] : null
                )
            );
        }

        return files;
    }

    private static Task<string> DiffAsync(
        GitRepository repository,
        string[] form,
        string[] range
    ) => GitProcess.RunAsync(repository.Path, ["diff-tree", "-r", "-M", .. form, .. range]);

    private static string[] Fields(string output) =>
        output.Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static string Status(char letter) =>
        letter switch
        {
            'A' => "added",
            'D' => "removed",
            'R' => "renamed",
            'C' => "copied",
            'T' => "changed",
            _ => "modified",
        };

    /// <summary>A binary file has "-" for its counts.</summary>
    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>The hunks of each file, without the header lines before the first "@@".</summary>
    private static List<string?> Patches(string output) =>
        [
            .. ("\n" + output)
                .Split("\ndiff --git ", StringSplitOptions.None)
                .Skip(1)
                .Select(file =>
                    file.IndexOf("\n@@ ", StringComparison.Ordinal) is var at and >= 0
                        ? file[(at + 1)..]
                        : null
                )
                .Select(patch => patch is { Length: <= LongestPatch } ? patch.TrimEnd('\n') : null),
        ];
}
