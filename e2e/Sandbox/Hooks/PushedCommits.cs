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
        var commits = new List<JsonObject>();
        foreach (var commit in (await git.LogAsync(range, 0, Most)).Reverse())
        {
            commits.Add(await ShapeAsync(world, repository, git, commit));
        }

        return commits;
    }

    public static async Task<JsonObject> OneAsync(
        World world,
        Repository repository,
        GitRepository git,
        string sha
    ) => await ShapeAsync(world, repository, git, await git.CommitAsync(sha));

    private static async Task<JsonObject> ShapeAsync(
        World world,
        Repository repository,
        GitRepository git,
        Commit commit
    )
    {
        var files = await GitDiff.BetweenAsync(
            git,
            commit.Parents.Count > 0 ? commit.Parents[0] : null,
            commit.Sha
        );
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
            ["added"] = Json.Texts(
                files.Where(file => file.Status == "added").Select(file => file.Path)
            ),
            ["removed"] = Json.Texts(
                files.Where(file => file.Status == "removed").Select(file => file.Path)
            ),
            ["modified"] = Json.Texts(
                files
                    .Where(file => file.Status is not ("added" or "removed"))
                    .Select(file => file.Path)
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
