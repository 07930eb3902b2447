using System.Collections.Concurrent;
using System.Globalization;

namespace Sandbox.Git;

/// <summary>A commit as git tells it.</summary>
public sealed record Commit(
    string Sha,
    string Tree,
    IReadOnlyList<string> Parents,
    string AuthorName,
    string AuthorEmail,
    DateTimeOffset At,
    string Message
);

/// <summary>One bare repository on disk.</summary>
public sealed class GitRepository(string path) : IDisposable
{
    private const string CommitFormat = "%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%B%x1e";

    public string Path => path;

    /// <summary>Branch → commit.</summary>
    public ConcurrentDictionary<string, string> Branches { get; } = new(StringComparer.Ordinal);

    /// <summary>Held by whoever changes the repository.</summary>
    internal SemaphoreSlim Gate { get; } = new(1, 1);

    public void Dispose() => Gate.Dispose();

    /// <summary>The commit that a branch, tag or (shortened) sha names, or null.</summary>
    public async Task<string?> ResolveAsync(string reference)
    {
        if (Branches.TryGetValue(reference, out var sha))
        {
            return sha;
        }

        if (reference.Length == 0 || reference[0] == '-')
        {
            return null;
        }

        var (exitCode, output, _) = await GitProcess.TryAsync(
            path,
            ["rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"]
        );
        return exitCode == 0 ? output.Trim() : null;
    }

    /// <summary>Commits from newest to oldest that <paramref name="range"/> names, one page of them.</summary>
    public async Task<IReadOnlyList<Commit>> LogAsync(
        string range,
        int skip,
        int count,
        params string[] filters
    )
    {
        var output = await GitProcess.RunAsync(
            path,
            [
                "log",
                "--format=" + CommitFormat,
                $"--skip={skip}",
                $"--max-count={count}",
                range,
                .. filters,
            ]
        );
        return
        [
            .. output
                .Split(
                    '\x1e',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                )
                .Select(Read),
        ];
    }

    public async Task<int> CountAsync(string range, params string[] filters) =>
        int.Parse(
            await GitProcess.RunAsync(path, ["rev-list", "--count", range, .. filters]),
            CultureInfo.InvariantCulture
        );

    public async Task<Commit> CommitAsync(string sha) => (await LogAsync(sha, 0, 1))[0];

    public async Task<string?> MergeBaseAsync(string one, string other)
    {
        var (exitCode, output, _) = await GitProcess.TryAsync(path, ["merge-base", one, other]);
        return exitCode == 0 ? output.Trim() : null;
    }

    public async Task<bool> IsAncestorAsync(string old, string young) =>
        (await GitProcess.TryAsync(path, ["merge-base", "--is-ancestor", old, young])).ExitCode
        == 0;

    public Task UpdateRefAsync(string reference, string sha) =>
        GitProcess.RunAsync(path, ["update-ref", reference, sha]);

    public Task DeleteRefAsync(string reference) =>
        GitProcess.RunAsync(path, ["update-ref", "-d", reference]);

    private static Commit Read(string line)
    {
        var parts = line.Split('\x1f');
        return new Commit(
            parts[0],
            parts[1],
            parts[2].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            parts[3],
            parts[4],
            DateTimeOffset.Parse(parts[5], CultureInfo.InvariantCulture).ToUniversalTime(),
            parts[6].TrimEnd('\n')
        );
    }
}
