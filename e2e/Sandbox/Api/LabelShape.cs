using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>Labels as the API and the webhooks show them (`label`).</summary>
internal static class LabelShape
{
    public static JsonObject Of(World world, Repository repository, Label label) =>
        new()
        {
            ["id"] = label.Id,
            ["node_id"] = Json.NodeId("05:Label", label.Id),
            ["url"] =
                $"{RepositoryShape.Url(world, repository)}/labels/{Uri.EscapeDataString(label.Name)}",
            ["name"] = label.Name,
            ["color"] = label.Color,
            ["default"] = false,
            ["description"] = label.Description,
        };

    /// <summary>Those of a pull request, in the order of their names.</summary>
    public static JsonArray Of(World world, PullRequest pull) =>
        Json.Array(pull.SortedLabels.Select(label => Of(world, pull.Repository, label)));
}
