using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sandbox.Api;

namespace Sandbox.Control;

/// <summary>
/// <c>/_sandbox</c>: what a test or a rehearsing administrator does behind GitHub's back. Only from this machine, without
/// authentication. Everything in it is also a method of <see cref="World"/> or <see cref="SandboxServer"/>.
/// </summary>
internal static class ControlRoutes
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static void MapControl(this WebApplication app, SandboxServer server)
    {
        ServerControls.Map(new ControlMap(app, server));
        RepositoryControls.Map(new ControlMap(app, server));
        AppControls.Map(new ControlMap(app, server));
        app.Map(
            "/_sandbox/{**rest}",
            context =>
                AnswerAsync(
                    context,
                    server,
                    _ =>
                        throw new ControlProblem(
                            404,
                            "There is no such control: see docs/sandbox.md."
                        )
                )
        );
    }

    public static async Task AnswerAsync(
        HttpContext context,
        SandboxServer server,
        Func<ControlCall, Task<JsonNode>> action
    )
    {
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        {
            context.Response.StatusCode = 403;
            return;
        }

        JsonNode answer;
        try
        {
            answer = await action(new ControlCall(context, server, _options));
        }
        catch (ControlProblem problem)
        {
            context.Response.StatusCode = problem.Status;
            answer = new JsonObject { ["message"] = problem.Message };
        }
        catch (InvalidOperationException problem)
        {
            // What git says about a name or a file that it does not take.
            context.Response.StatusCode = 422;
            answer = new JsonObject { ["message"] = problem.Message };
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(Json.Bytes(answer));
    }
}

/// <summary>Why the control path refuses: always the caller's mistake.</summary>
internal sealed class ControlProblem(int status, string message) : Exception(message)
{
    public int Status => status;
}

internal sealed class ControlMap(WebApplication app, SandboxServer server)
{
    public void On(string verb, string path, Func<ControlCall, Task<JsonNode>> action) =>
        app.MapMethods(
            "/_sandbox" + path,
            [verb],
            (RequestDelegate)(context => ControlRoutes.AnswerAsync(context, server, action))
        );

    /// <summary>For what has nothing to say but that it is done.</summary>
    public void Do(string verb, string path, Func<ControlCall, Task> action) =>
        On(
            verb,
            path,
            async call =>
            {
                await action(call);
                return new JsonObject { ["done"] = true };
            }
        );
}

/// <summary>One request to the control path, with the things it may name looked up.</summary>
internal sealed class ControlCall(
    HttpContext http,
    SandboxServer server,
    JsonSerializerOptions options
)
{
    public SandboxServer Server => server;
    public World World => server.World;

    public bool HasBody =>
        http.Request.ContentLength is > 0 || http.Request.Headers.TransferEncoding.Count > 0;

    public string Route(string name) => (string)http.Request.RouteValues[name]!;

    public async Task<T> BodyAsync<T>()
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, options)
                ?? throw new ControlProblem(400, "Send a JSON object.");
        }
        catch (JsonException problem)
        {
            throw new ControlProblem(400, problem.Message);
        }
    }

    public JsonNode Shape<T>(T value) => JsonSerializer.SerializeToNode(value, options)!;

    public Repository Repository(string? fullName) =>
        World.FindRepository(fullName ?? "")
        ?? throw new ControlProblem(404, $"There is no repository \"{fullName}\".");

    public App App(string slug) =>
        World.FindApp(slug) ?? throw new ControlProblem(404, $"There is no app \"{slug}\".");

    public Installation Installation() =>
        long.TryParse(Route("id"), System.Globalization.CultureInfo.InvariantCulture, out var id)
        && World.Installations.TryGetValue(id, out var found)
            ? found
            : throw new ControlProblem(404, $"There is no installation {Route("id")}.");

    public Account? Account(string? login) =>
        login is null
            ? null
            : World.FindAccount(login)
                ?? throw new ControlProblem(404, $"There is no account \"{login}\".");
}
