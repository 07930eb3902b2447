using System.Collections.Concurrent;

namespace Sandbox;

/// <summary>Finding repositories by name and by owner, also among very many.</summary>
public sealed partial class World
{
    private readonly ConcurrentDictionary<string, Repository> _byName = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>In the order of their ids.</summary>
    private readonly ConcurrentDictionary<long, ConcurrentQueue<Repository>> _byOwner = new();

    public Repository? FindRepository(string owner, string name) =>
        FindRepository($"{owner}/{name}");

    public Repository? FindRepository(string fullName) => _byName.GetValueOrDefault(fullName);

    /// <summary>In the order of their ids.</summary>
    public IEnumerable<Repository> RepositoriesOf(Account account) =>
        _byOwner.TryGetValue(account.Id, out var all) ? all : [];

    /// <summary>Adds a repository, whose id has to be the newest.</summary>
    internal void Add(Repository repository)
    {
        Repositories[repository.Id] = repository;
        _byName[repository.FullName] = repository;
        _byOwner.GetOrAdd(repository.Owner.Id, _ => new()).Enqueue(repository);
    }

    private void ClearRepositories()
    {
        Repositories.Clear();
        _byName.Clear();
        _byOwner.Clear();
    }
}
