using System.Collections.Concurrent;

namespace Sandbox.Git;

/// <summary>
/// The bare repositories on disk, each made with one process when it is first asked for: starting the server costs none.
/// </summary>
public sealed class GitStore : IDisposable
{
    /// <summary>
    /// The heads of pull requests can be fetched but not pushed, as on GitHub, and nothing is tidied up in the background.
    /// https://docs.github.com/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/checking-out-pull-requests-locally
    /// </summary>
    private const string Config = """
        [core]
            repositoryformatversion = 0
            bare = true
        [uploadpack]
            allowAnySHA1InWant = true
            allowFilter = true
        [receive]
            hideRefs = refs/pull
            autogc = false
        [gc]
            auto = 0

        """;

    private readonly ConcurrentDictionary<long, Lazy<Task<GitRepository>>> _open = new();
    private readonly string _root;
    private readonly bool _temporary;
    private int _generation;

    public GitStore(string? root)
    {
        _temporary = root is null;
        _root = Path.GetFullPath(
            root ?? Path.Combine(Path.GetTempPath(), $"sandbox-git-{Guid.NewGuid():N}")
        );
        Directory.CreateDirectory(_root);
    }

    /// <summary>The repository on disk, with its first commits and with the heads of its pull requests known.</summary>
    public async Task<GitRepository> OpenAsync(Repository repository)
    {
        var made = _open.GetOrAdd(
            repository.Id,
            _ => new Lazy<Task<GitRepository>>(() => MakeAsync(repository))
        );
        try
        {
            return await made.Value;
        }
        catch
        {
            // The next one to ask tries again.
            _open.TryRemove(KeyValuePair.Create(repository.Id, made));
            throw;
        }
    }

    /// <summary>Forgets everything; what is asked for next is made anew.</summary>
    public void Clear()
    {
        _open.Clear();
        Interlocked.Increment(ref _generation);
    }

    public void Dispose()
    {
        _open.Clear();
        if (_temporary && Directory.Exists(_root))
        {
            try
            {
                Directory.Delete(_root, recursive: true);
            }
            catch (IOException)
            {
                // A git process may still be writing; the folder is a temporary one.
            }
        }
    }

    private async Task<GitRepository> MakeAsync(Repository repository)
    {
        // Others wait for it too: it does not end with the one who asked first.
        GitProcess.EndsWith(CancellationToken.None);
        var path = Path.Combine(
            _root,
            $"{_generation}",
            repository.Owner.Login,
            repository.Name + ".git"
        );
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        foreach (var folder in new[] { "objects/info", "objects/pack", "refs/heads", "refs/tags" })
        {
            Directory.CreateDirectory(Path.Combine(path, folder));
        }

        await File.WriteAllTextAsync(
            Path.Combine(path, "HEAD"),
            $"ref: refs/heads/{repository.DefaultBranch}\n"
        );
        await File.WriteAllTextAsync(Path.Combine(path, "config"), Config);
        var made = new GitRepository(path);
        if (!repository.Empty)
        {
            await SeedHistory.WriteAsync(repository, made);
        }

        return made;
    }
}
