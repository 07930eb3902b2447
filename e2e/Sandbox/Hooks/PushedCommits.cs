using System.Text.Json.Nodes;
using Sandbox.Api;
using Sandbox.Git;

namespace Sandbox.Hooks;

/// <summary>The commits inside a push event.</summary>
internal static class PushedCommits
{
    /// <summary>GitHub lists at most this many.</summary>
    private const int Most = 2048;

    /// <summary>Oldest first; a new branch tells only of commits the default branch lacks, a tag of none.</summary>
    public static async Task<IReadOnlyList<JsonObject>> BetweenAsync(
        World world,
        Repository repository,
        GitRepository git,
        RefChange change
    )
    {
        if (change.After is null || !change.IsBranch)
        {
            return [];
        }

        var since =
            change.Before
            ?? (
                change.ShortName == repository.DefaultBranch
                    ? null
                    : git.Branches.GetValueOrDefault(repository.DefaultBranch)
            );
        var range = since is null ? change.After : $"{since}..{change.After}";
        return await ReadAsync(world, repository, git, range, Most);
    }

    public static async Task<JsonObject> OneAsync(
        World world,
        Repository repository,
        GitRepository git,
        string sha
    ) => (await ReadAsync(world, repository, git, sha, 1))[0];

    private static async Task<IReadOnlyList<JsonObject>> ReadAsync(
        World world,
        Repository repository,
        GitRepository git,
        string range,
        int most
    )
    {
        var commits = await git.LogAsync(range, 0, most);
        var files = await git.ChangedNamesAsync(range, most);
        return [.. commits.Reverse().Select(one => Shape(world, repository, one, files[one.Sha]))];
    }

    private static JsonObject Shape(
        World world,
        Repository repository,
        Commit commit,
        IEnumerable<ChangedName> files
    )
    {
        var names = files.ToLookup(file => file.Status, file => file.Path);
        return new JsonObject
        {
            ["id"] = commit.Sha,
            ["tree_id"] = commit.Tree,
            ["distinct"] = true,
            ["message"] = commit.Message,
            ["timestamp"] = Json.Iso(commit.Author.At),
            ["url"] = $"{AccountShape.Web(world)}/{repository.FullName}/commit/{commit.Sha}",
            ["author"] = Person(world, commit.Author),
            ["committer"] = Person(world, commit.Committer),
            ["added"] = Json.Texts(names['A']),
            ["removed"] = Json.Texts(names['D']),
            ["modified"] = Json.Texts(
                names.Where(one => one.Key is not ('A' or 'D')).SelectMany(one => one)
            ),
        };
    }

    private static JsonObject Person(World world, Ident by)
    {
        var person = new JsonObject { ["name"] = by.Name, ["email"] = by.Email };
        if (world.FindByEmail(by.Email) is { } account)
        {
            person["username"] = account.Login;
        }

        return person;
    }
}
