using System.Text.Json.Nodes;

namespace Portal.Tests.Sandboxes;

public sealed class GraphQLTests(Hub hub) : IClassFixture<Hub>
{
    [Theory]
    [InlineData("{user(login:\"octocat\"){login}}")]
    [InlineData("\uFEFF# a comment\n{ user ( login : \"octo\\u0063at\" , ) , { login } }")]
    [InlineData("query Q($l:String!=\"octocat\"){user(login:$l){login}}")]
    [InlineData("{ user(login: \"\"\"\n    octocat\n  \"\"\") { ...{ login } } }")]
    public async Task Every_way_to_write_a_query_is_read(string query)
    {
        var answer = await AskAsync(query);

        Assert.Equal("octocat", answer["data"]?["user"]?["login"]?.ToString());
    }

    [Theory]
    [InlineData("{", "Unexpected end of document")]
    [InlineData("{ viewer", "Unexpected end of document")]
    [InlineData("{ user(login: \"octocat) { login } }", "Parse error on \" at [1, 15]")]
    [InlineData("{ viewer { login } } ?", "Parse error on ? at [1, 22]")]
    [InlineData("type User { login: String }", "Expected one of QUERY")]
    [InlineData("mutation { viewer { login } }", "Schema is not configured for mutations")]
    public async Task What_is_no_query_is_an_error_with_status_200(string query, string message)
    {
        var answer = await AskAsync(query);

        Assert.Null(answer["data"]);
        Assert.StartsWith(message, answer["errors"]![0]!["message"]!.ToString());
    }

    [Fact]
    public async Task A_query_nested_without_end_is_refused_before_it_costs_anything()
    {
        var deep = string.Concat(Enumerable.Repeat("{viewer", 50_000));

        var answer = await AskAsync(deep);

        Assert.Contains("nested deeper", answer["errors"]![0]!["message"]!.ToString());
    }

    [Fact]
    public async Task The_operation_that_is_named_is_run_and_the_other_is_not()
    {
        const string query = "query A { viewer { id } } query B { me: viewer { login } }";

        var answer = await AskAsync(query, new { query, operationName = "B" });

        Assert.Equal("{\"me\":{\"login\":\"writer[bot]\"}}", answer["data"]!.ToJsonString());
        var unknown = await AskAsync(query, new { query, operationName = "C" });
        Assert.Equal("No operation named \"C\"", unknown["errors"]![0]!["message"]!.ToString());
    }

    [Fact]
    public async Task A_person_sees_through_an_app_only_where_it_is_installed()
    {
        var token = hub.World.MintUserToken(hub.App, hub.Octocat).Value;
        var mine = hub.Take();
        var other = hub
            .World.RepositoriesOf(hub.World.FindAccount("globex")!)
            .First(one => one.Visibility == Sandbox.Visibility.Private);
        string Query(Sandbox.Repository one) =>
            $"{{ repository(owner: \"{one.Owner.Login}\", name: \"{one.Name}\") {{ name }} }}";

        var seen = await AskAsync(Query(mine), token: token);
        var hidden = await AskAsync(Query(other), token: token);

        Assert.Equal(mine.Name, seen["data"]!["repository"]!["name"]!.ToString());
        Assert.Equal("NOT_FOUND", hidden["errors"]![0]!["type"]!.ToString());
    }

    private async Task<JsonNode> AskAsync(
        string query,
        object? body = null,
        string? token = null
    ) =>
        (
            await hub.CallAsync(
                HttpMethod.Post,
                $"{hub.Server.Url}api/graphql",
                body ?? new { query },
                token
            )
        )
            .With(200)
            .Json;
}
