using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// The labels on a pull request. A name that the repository does not know yet becomes one of its labels.
/// https://docs.github.com/enterprise-server@3.19/rest/issues/labels#add-labels-to-an-issue
/// </summary>
internal static class IssueLabelEndpoints
{
    private const string Labels = "/repos/{owner}/{repo}/issues/{number}/labels";

    public static void Map(ApiMap api)
    {
        api.Get(Labels, List);
        api.Post(Labels, AddAsync);
        api.Put(Labels, ReplaceAsync);
        api.Delete(Labels, RemoveAllAsync);
        api.Delete(Labels + "/{name}", RemoveAsync);
    }

    private static ApiAnswer List(ApiCall call)
    {
        var (pull, _) = call.Issue("read");
        var (items, link) = Paging.Of(call, pull.SortedLabels);
        return ApiAnswer.Ok(
            Json.Array(items.Select(label => LabelShape.Of(call.World, pull.Repository, label))),
            link
        );
    }

    private static async Task<ApiAnswer> AddAsync(ApiCall call)
    {
        var (pull, by) = call.Issue("write");
        await call.World.LabelAsync(pull, await NamesAsync(call), by);
        return Answer(call, pull);
    }

    private static async Task<ApiAnswer> ReplaceAsync(ApiCall call)
    {
        var (pull, by) = call.Issue("write");
        var names = await NamesAsync(call);
        var kept = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        await call.World.UnlabelAsync(pull, pull.Labels.Keys.Where(n => !kept.Contains(n)), by);
        await call.World.LabelAsync(pull, names, by);
        return Answer(call, pull);
    }

    private static async Task<ApiAnswer> RemoveAllAsync(ApiCall call)
    {
        var (pull, by) = call.Issue("write");
        await call.World.UnlabelAsync(pull, pull.Labels.Keys, by);
        return ApiAnswer.Nothing;
    }

    private static async Task<ApiAnswer> RemoveAsync(ApiCall call)
    {
        var (pull, by) = call.Issue("write");
        var name = call.Route("name");
        if (!pull.Labels.ContainsKey(name))
        {
            throw new ApiRefusal(404, "Label does not exist");
        }

        await call.World.UnlabelAsync(pull, [name], by);
        return Answer(call, pull);
    }

    private static ApiAnswer Answer(ApiCall call, PullRequest pull) =>
        ApiAnswer.Ok(LabelShape.Of(call.World, pull));

    /// <summary><c>{"labels": ["bug"]}</c> or <c>{"labels": [{"name": "bug"}]}</c>.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(ApiCall call)
    {
        var list = (await call.BodyAsync()).List("labels") ?? throw Fields.Missing("labels");
        return [.. list.Select(Name)];
    }

    private static string Name(JsonNode? item) =>
        LabelEndpoints.Name(
            item switch
            {
                JsonObject label => label.Required("name"),
                not null when item.GetValueKind() == JsonValueKind.String =>
                    item.GetValue<string>(),
                _ => throw Fields.Invalid("A label is a string or an object with a name."),
            }
        );
}
