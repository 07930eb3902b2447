using System.Text;

namespace Portal.Tests.Sandboxes;

public sealed class ContentsTests(Hub hub) : IClassFixture<Hub>
{
    private static readonly string[] _kinds = ["added", "modified", "removed"];

    [Fact]
    public async Task A_file_is_created_changed_and_deleted_each_with_a_commit_and_a_push()
    {
        var repository = hub.Take();
        var path = $"{repository.FullName}/contents/docs/new%20file.txt";

        var created = (await PutAsync(path, "one\n")).With(201);
        var changed = (
            await PutAsync(path, "two\n", created.Json["content"]!["sha"]!.ToString())
        ).With(200);
        var read = (await hub.GetAsync(path)).With(200);
        var sha = changed.Json["content"]!["sha"]!.ToString();
        var deleted = (
            await hub.CallAsync(HttpMethod.Delete, path, new { message = "Delete", sha })
        ).With(200);

        Assert.Equal("two\n", Encoding.UTF8.GetString(Convert.FromBase64String(read["content"])));
        Assert.Equal("writer[bot]", created.Json["commit"]!["author"]!["name"]!.ToString());
        Assert.Null(deleted.Json["content"]);
        (await hub.GetAsync(path)).With(404);
        var events = await hub.EventsAsync(repository);
        Assert.Equal(["push", "push", "push"], events.Select(one => one.Event));
        Assert.Equal(
            _kinds,
            events.Select(one =>
                _kinds.Single(kind => one.Body["head_commit"]![kind]!.AsArray().Count == 1)
            )
        );
        Assert.Equal(
            deleted.Json["commit"]!["sha"]!.ToString(),
            events[2].Body["after"]!.ToString()
        );
    }

    [Fact]
    public async Task A_change_of_a_file_that_the_caller_has_not_seen_is_refused()
    {
        var repository = hub.Take();
        var path = $"{repository.FullName}/contents/README.md";
        var other = (await hub.GetAsync($"{repository.FullName}/contents/.gitignore"))["sha"];

        (await PutAsync(path, "blind\n")).With(422);
        (await PutAsync(path, "stale\n", other)).With(409);
        (
            await hub.CallAsync(HttpMethod.Delete, path, new { message = "Delete", sha = other })
        ).With(409);

        Assert.Empty(await hub.EventsAsync(repository));
    }

    [Fact]
    public async Task An_empty_repository_gets_its_first_branch_from_a_file()
    {
        var empty = hub.World.FindRepository("acme/empty")!;
        (await hub.GetAsync($"{empty.FullName}/contents/")).With(404);

        var made = (await PutAsync($"{empty.FullName}/contents/README.md", "# Hello\n")).With(201);

        Assert.Empty(made.Json["commit"]!["parents"]!.AsArray());
        var branches = await hub.GetAsync($"{empty.FullName}/branches");
        Assert.Equal(
            empty.DefaultBranch,
            Assert.Single(branches.Json.AsArray())!["name"]!.ToString()
        );
    }

    [Fact]
    public async Task A_file_comes_raw_and_a_folder_as_an_object_where_that_is_asked_for()
    {
        var repository = hub.Take();
        await hub.BranchAsync(repository, "main", "data/größe.txt", "äöü\n");

        var raw = await hub.CallAsync(
            HttpMethod.Get,
            $"{repository.FullName}/contents/data/größe.txt",
            accept: "application/vnd.github.raw+json"
        );
        var folder = await hub.CallAsync(
            HttpMethod.Get,
            $"{repository.FullName}/contents/data",
            accept: "application/vnd.github.object+json"
        );
        var list = await hub.GetAsync($"{repository.FullName}/contents/data?ref=main");

        Assert.Equal("äöü\n", raw.With(200).Text);
        Assert.Equal("dir", folder.With(200)["type"]);
        Assert.Equal("größe.txt", folder.Json["entries"]![0]!["name"]!.ToString());
        Assert.Equal("data/größe.txt", list.Json[0]!["path"]!.ToString());
        var link = list.Json[0]!["download_url"]!.ToString();
        Assert.Equal("äöü\n", (await hub.CallAsync(HttpMethod.Get, link, token: "")).Text);
    }

    [Fact]
    public async Task A_workflow_needs_a_permission_of_its_own_and_a_way_out_is_none()
    {
        var repository = hub.Take();

        (await PutAsync($"{repository.FullName}/contents/.github/workflows/a.yml", "x")).With(403);
        (await PutAsync($"{repository.FullName}/contents/a/..%2F..%2Fb", "x")).With(422);
        (await PutAsync($"{repository.FullName}/contents/.git/config", "x")).With(422);
    }

    private Task<Answer> PutAsync(string path, string content, string? sha = null) =>
        hub.CallAsync(
            HttpMethod.Put,
            path,
            new Dictionary<string, string?>
            {
                ["message"] = "Write",
                ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(content)),
                ["sha"] = sha,
            }
        );
}
