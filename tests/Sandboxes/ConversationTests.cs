namespace Portal.Tests.Sandboxes;

public sealed class ConversationTests(Hub hub) : IClassFixture<Hub>
{
    [Theory]
    [InlineData("issues")]
    [InlineData("pull_requests")]
    public async Task Either_permission_lets_an_app_comment_and_label(string permission)
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var token = hub.TokenFor((permission, "write"));
        var issue = $"{repository.FullName}/issues/{pull.Number}";

        var comment = await hub.CallAsync(
            HttpMethod.Post,
            $"{issue}/comments",
            new { body = "Hello" },
            token
        );
        var labels = await hub.CallAsync(
            HttpMethod.Post,
            $"{issue}/labels",
            Labels("size: S"),
            token
        );

        Assert.Equal("writer[bot]", comment.With(201).Json["user"]!["login"]!.ToString());
        Assert.Equal(
            "size: S",
            Assert.Single(labels.With(200).Json.AsArray())!["name"]!.ToString()
        );
        var events = await hub.EventsAsync(repository);
        Assert.Equal(["issue_comment", "pull_request"], events.TakeLast(2).Select(e => e.Event));
        Assert.Equal("labeled", events[^1].Body["action"]!.ToString());
        Assert.Equal("size: S", events[^1].Body["label"]!["name"]!.ToString());
    }

    [Fact]
    public async Task Neither_permission_is_not_enough()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var token = hub.TokenFor(("contents", "write"), ("metadata", "read"));

        (
            await hub.CallAsync(
                HttpMethod.Get,
                $"{repository.FullName}/issues/{pull.Number}/comments",
                token: token
            )
        ).With(403);
    }

    [Fact]
    public async Task A_comment_is_changed_and_deleted()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var all = $"{repository.FullName}/issues/{pull.Number}/comments";
        var id = (await hub.PostAsync(all, new { body = "First" }))["id"];
        var one = $"{repository.FullName}/issues/comments/{id}";

        (await hub.CallAsync(HttpMethod.Patch, one, new { body = "Second" })).With(200);
        var read = await hub.GetAsync(one);
        var pulls = await hub.GetAsync($"{repository.FullName}/pulls/{pull.Number}");
        (await hub.CallAsync(HttpMethod.Delete, one)).With(204);

        Assert.Equal("Second", read["body"]);
        Assert.Equal("1", pulls["comments"]);
        (await hub.GetAsync(one)).With(404);
        Assert.Empty((await hub.GetAsync(all)).Json.AsArray());
        (await hub.PostAsync(all, new { body = " " })).With(422);
    }

    [Fact]
    public async Task Labels_are_replaced_taken_off_and_renamed_everywhere()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var labels = $"{repository.FullName}/issues/{pull.Number}/labels";
        await hub.PostAsync(labels, Labels("a", "b"));

        var replaced = await hub.CallAsync(HttpMethod.Put, labels, Labels("b", "c"));
        (await hub.CallAsync(HttpMethod.Delete, $"{labels}/c")).With(200);
        (await hub.CallAsync(HttpMethod.Delete, $"{labels}/c")).With(404);
        (
            await hub.CallAsync(
                HttpMethod.Patch,
                $"{repository.FullName}/labels/b",
                new { new_name = "kind/b", color = "FF0000" }
            )
        ).With(200);

        Assert.Equal(["b", "c"], Names(replaced));
        Assert.Equal(["kind/b"], Names(await hub.GetAsync(labels)));
        (await hub.GetAsync($"{repository.FullName}/labels/kind%2Fb")).With(200);
        Assert.Equal(
            ["labeled", "labeled", "unlabeled", "labeled", "unlabeled"],
            (await hub.EventsAsync(repository))
                .Where(one => one.Body["label"] is not null)
                .Select(one => one.Body["action"]!.ToString())
        );
    }

    [Fact]
    public async Task A_label_has_a_name_of_its_own_and_a_real_colour()
    {
        var labels = $"{hub.Take().FullName}/labels";
        (await hub.PostAsync(labels, new { name = "Bug", color = "d73a4a" })).With(201);

        (await hub.PostAsync(labels, new { name = "bug" })).With(422);
        (await hub.PostAsync(labels, new { name = "red", color = "red" })).With(422);
    }

    private static object Labels(params string[] labels) => new { labels };

    private static IEnumerable<string> Names(Answer labels) =>
        labels.With(200).Json.AsArray().Select(label => label!["name"]!.ToString());
}
