using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// The labels of a repository.
/// https://docs.github.com/enterprise-server@3.19/rest/issues/labels
/// </summary>
internal static class LabelEndpoints
{
    private const string Labels = "/repos/{owner}/{repo}/labels";
    private const int LongestName = 50;
    private const int LongestDescription = 100;

    public static void Map(ApiMap api)
    {
        api.Get(Labels, List);
        api.Post(Labels, CreateAsync);
        api.Get(Labels + "/{name}", Show);
        api.Patch(Labels + "/{name}", EditAsync);
        api.Delete(Labels + "/{name}", Delete);
    }

    private static ApiAnswer List(ApiCall call)
    {
        var (repository, _) = call.Issues("read");
        var all = repository
            .Labels.Values.OrderBy(label => label.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var (items, link) = Paging.Of(call, all);
        return ApiAnswer.Ok(
            Json.Array(items.Select(label => LabelShape.Of(call.World, repository, label))),
            link
        );
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (repository, _) = call.Issues("write");
        var body = await call.BodyAsync();
        var label = new Label
        {
            Id = call.World.NextId(),
            Name = Name(body.Required("name")),
            Color = Color(body) ?? World.UnchosenColor,
            Description = Description(body),
        };
        if (!repository.Labels.TryAdd(label.Name, label))
        {
            throw ApiRefusal.Validation("Label", "name", "already_exists");
        }

        var shape = LabelShape.Of(call.World, repository, label);
        call.Http.Response.Headers.Location = shape["url"]!.GetValue<string>();
        return ApiAnswer.Created(shape);
    }

    private static ApiAnswer Show(ApiCall call)
    {
        var (repository, label) = Find(call, "read");
        return ApiAnswer.Ok(LabelShape.Of(call.World, repository, label));
    }

    private static async Task<ApiAnswer> EditAsync(ApiCall call)
    {
        var (repository, label) = Find(call, "write");
        var body = await call.BodyAsync();
        var (color, description) = (Color(body), Description(body));
        if (body.Text("new_name") is { } wanted && wanted != label.Name)
        {
            call.World.RenameLabel(repository, label, Name(wanted), out var taken);
            if (taken)
            {
                throw ApiRefusal.Validation("Label", "name", "already_exists");
            }
        }

        label.Color = color ?? label.Color;
        label.Description = description ?? label.Description;
        return ApiAnswer.Ok(LabelShape.Of(call.World, repository, label));
    }

    private static ApiAnswer Delete(ApiCall call)
    {
        var (repository, label) = Find(call, "write");
        repository.Labels.TryRemove(label.Name, out _);
        foreach (var pull in repository.Pulls.Values)
        {
            pull.Labels.TryRemove(label.Name, out _);
        }

        return ApiAnswer.Nothing;
    }

    private static (Repository Repository, Label Label) Find(ApiCall call, string level)
    {
        var (repository, _) = call.Issues(level);
        return repository.Labels.TryGetValue(call.Route("name"), out var label)
            ? (repository, label)
            : throw ApiRefusal.NotFound;
    }

    public static string Name(string name) =>
        string.IsNullOrWhiteSpace(name)
            ? throw ApiRefusal.Validation("Label", "name", "missing_field")
        : name.Length > LongestName
            ? throw ApiRefusal.Validation(
                "Label",
                "name",
                "custom",
                "name is too long (maximum is 50 characters)"
            )
        : name.Trim();

    private static string? Color(JsonObject body) =>
        body.Text("color") is not { } color ? null
        : color.Length == 6 && color.All(char.IsAsciiHexDigit) ? color.ToLowerInvariant()
        : throw ApiRefusal.Validation("Label", "color", "invalid");

    private static string? Description(JsonObject body) =>
        body.Text("description") is { Length: > LongestDescription }
            ? throw ApiRefusal.Validation(
                "Label",
                "description",
                "custom",
                "description is too long (maximum is 100 characters)"
            )
            : body.Text("description");
}
