using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// One entry of <c>errors</c>, as GitHub writes it: a type where something was asked for that is not there or not allowed, a
/// code where the document itself is wrong.
/// https://spec.graphql.org/October2021/#sec-Errors
/// </summary>
internal sealed record GraphQLError(string Message, Place? At = null)
{
    public string? Type { get; init; }
    public IReadOnlyList<object>? Path { get; init; }
    public JsonObject? Extensions { get; init; }

    public JsonObject Shape()
    {
        var shape = new JsonObject();
        if (Type is not null)
        {
            shape["type"] = Type;
        }

        if (Path is not null)
        {
            shape["path"] = Json.Array(
                Path.Select(step =>
                    step is int index ? JsonValue.Create(index) : (JsonNode)$"{step}"
                )
            );
        }

        if (Extensions is not null)
        {
            shape["extensions"] = Extensions.DeepClone();
        }

        if (At is not null)
        {
            shape["locations"] = new JsonArray(
                new JsonObject { ["line"] = At.Line, ["column"] = At.Column }
            );
        }

        shape["message"] = Message;
        return shape;
    }
}

/// <summary>The document cannot be read or run as a whole; nothing of it is.</summary>
internal sealed class DocumentException(GraphQLError error) : Exception(error.Message)
{
    public GraphQLError Error => error;
}

/// <summary>One field cannot be answered: it is null, and this is why.</summary>
internal sealed class FieldException(string type, string message) : Exception(message)
{
    public string Type => type;

    public static FieldException NotFound(string what) =>
        new("NOT_FOUND", $"Could not resolve to a {what}.");

    public static FieldException Forbidden =>
        new("FORBIDDEN", "Resource not accessible by integration");
}
