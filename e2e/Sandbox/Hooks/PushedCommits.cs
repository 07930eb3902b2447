using System.Text.Json.Nodes;
using Sandbox.Api;
using Sandbox.Git;

namespace Sandbox.Hooks;

/// <summary>The commits inside a push event.</summary>
internal static class PushedCommits
{
    /// <summary>GitHub lists at most this many.</summary>
    private const int Most = 2048;

    /// <summary>Oldest first; a new branch tells only of commits the default branch lacks.</summary>
    public static async Task<IReadOnlyList<JsonObject>> BetweenAsync(
        World world,
        Repository repository,
        GitRepository git,
        string? before,
        string? after
    )
    {
        if (after is null)
        {
            return [];
        }

        var since = before ?? git.Branches.GetValueOrDefault(repository.DefaultBranch);
        var range = since is null || since == after && before is null ? null : $"{since}..{after}";
        if (range is null)
        {
            return since is null ? [await OneAsync(world, repository, git, after)] : [];
        }

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
        var login = world
            .Accounts.Values.FirstOrDefault(account => account.Email == commit.AuthorEmail)
            ?.Login;
        return new JsonObject
        {
            ["id"] = commit.Sha,
            ["tree_id"] = commit.Tree,
            ["distinct"] = true,
            ["message"] = commit.Message,
            ["timestamp"] = Json.Iso(commit.At),
            ["url"] = $"{AccountShape.Web(world)}/{repository.FullName}/commit/{commit.Sha}",
            ["author"] = Person(commit, login),
            ["committer"] = Person(commit, login),
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

    private static JsonObject Person(Commit commit, string? login)
    {
        var person = new JsonObject
        {
            ["name"] = commit.AuthorName,
            ["email"] = commit.AuthorEmail,
        };
        if (login is not null)
        {
            person["username"] = login;
        }

        return person;
    }
}
