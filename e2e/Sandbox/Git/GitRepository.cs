using System.Collections.Concurrent;
using System.Globalization;

namespace Sandbox.Git;

/// <summary>A commit as git tells it.</summary>
public sealed record Commit(
    string Sha,
    string Tree,
    IReadOnlyList<string> Parents,
    Ident Author,
    Ident Committer,
    string Message
)
{
    public string AuthorName => Author.Name;
    public DateTimeOffset At => Author.At;
}

/// <summary>One bare repository on disk.</summary>
public sealed class GitRepository(string path) : IDisposable
{
    private const string CommitFormat =
        "%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1e";

    public string Path => path;

    /// <summary>Branch → commit.</summary>
    public ConcurrentDictionary<string, string> Branches { get; } = new(StringComparer.Ordinal);

    /// <summary>Held by whoever changes the repository.</summary>
    internal SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Is somebody changing it at this moment?</summary>
    public bool IsBusy => Gate.CurrentCount == 0;

    public void Dispose() => Gate.Dispose();

    /// <summary>Waits for the gate; disposing the answer opens it for the next one.</summary>
    internal async Task<IDisposable> EnterAsync(CancellationToken ct = default)
    {
        await Gate.WaitAsync(ct);
        return new Entered(Gate);
    }

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

    private static Commit Read(string line)
    {
        var parts = line.Split('\x1f');
        return new Commit(
            parts[0],
            parts[1],
            parts[2].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            By(3),
            By(6),
            parts[9].TrimEnd('\n')
        );

        Ident By(int at) =>
            new(
                parts[at],
                parts[at + 1],
                DateTimeOffset.Parse(parts[at + 2], CultureInfo.InvariantCulture).ToUniversalTime()
            );
    }

    private sealed class Entered(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
