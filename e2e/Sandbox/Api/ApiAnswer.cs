using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>What an endpoint answers: a status, a JSON body or none, and perhaps the links to other pages.</summary>
internal sealed record ApiAnswer(int Status, JsonNode? Body = null, string? Link = null)
{
    /// <summary>Writes a body that is no JSON, straight to the caller.</summary>
    public Func<HttpContext, Task>? Stream { get; init; }

    public static ApiAnswer Ok(JsonNode body, string? link = null) => new(200, body, link);

    public static ApiAnswer Created(JsonNode body) => new(201, body);

    public static ApiAnswer Nothing { get; } = new(204);

    /// <summary>The bytes of a file, as <c>application/vnd.github.raw+json</c> asks for them.</summary>
    public static ApiAnswer Raw(GitRepository git, GitObject blob) =>
        new(200)
        {
            Stream = context =>
            {
                context.Response.ContentType = "application/vnd.github.raw+json; charset=utf-8";
                context.Response.ContentLength = blob.Size;
                return git.CopyBlobAsync(blob.Sha, context.Response.Body, context.RequestAborted);
            },
        };
}

/// <summary>GitHub's refusal: becomes JSON with message, documentation_url and status.</summary>
internal sealed class ApiRefusal(int status, string message, JsonArray? errors = null)
    : Exception(message)
{
    public int Status => status;

    public static ApiRefusal NotFound => new(404, "Not Found");
    public static ApiRefusal BadCredentials => new(401, "Bad credentials");
    public static ApiRefusal NotAccessible => new(403, "Resource not accessible by integration");
    public static ApiRefusal Suspended => new(403, "This installation has been suspended");

    /// <summary>A `validation-error`: which field of which resource, and why.</summary>
    public static ApiRefusal Validation(
        string resource,
        string field,
        string code,
        string? message = null
    )
    {
        var error = new JsonObject
        {
            ["resource"] = resource,
            ["field"] = field,
            ["code"] = code,
        };
        if (message is not null)
        {
            error["message"] = message;
        }

        return new ApiRefusal(422, "Validation Failed", [error]);
    }

    public JsonObject Body(World world)
    {
        var body = new JsonObject { ["message"] = Message };
        if (errors is not null)
        {
            body["errors"] = errors.DeepClone();
        }

        body["documentation_url"] = world.Flavour.Documentation();
        body["status"] = $"{status}";
        return body;
    }
}
