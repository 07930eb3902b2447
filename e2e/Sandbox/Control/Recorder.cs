using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Control;

/// <summary>Records what was asked of the API and what it answered.</summary>
internal sealed class Recorder(World world, Recording recording)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!recording.IsOn || !ApiPath.IsApi(context.Request.Path))
        {
            await next(context);
            return;
        }

        context.Request.EnableBuffering();
        var body = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = new Tee(body, copy);
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        // A fault's answer is not GitHub's, and what nothing serves has no description.
        if (
            ApiPath.Operation(context) is { } operation
            && !context.Items.ContainsKey(typeof(Fault))
            && !context.RequestAborted.IsCancellationRequested
        )
        {
            var asked = await AskedAsync(context);
            recording.Write(
                $"{operation} {context.Response.StatusCode} {UserAgent(context)}",
                () => Line(context, operation, asked, copy.ToArray())
            );
        }
    }

    private static async Task<byte[]> AskedAsync(HttpContext context)
    {
        // What the endpoint had no need to read is still there.
        context.Request.Body.Position = 0;
        using var asked = new MemoryStream();
        await context.Request.Body.CopyToAsync(asked, CancellationToken.None);
        return asked.ToArray();
    }

    private JsonObject Line(HttpContext context, string operation, byte[] asked, byte[] answer) =>
        new()
        {
            ["kind"] = "exchange",
            ["flavour"] = $"{world.Flavour}",
            ["operation"] = operation,
            ["path"] = ApiPath.AsAsked(context),
            ["query"] = context.Request.QueryString.Value,
            ["userAgent"] = UserAgent(context),
            ["accept"] = context.Request.Headers.Accept.ToString(),
            ["apiVersion"] = context.Request.Headers["X-GitHub-Api-Version"].ToString(),
            ["requestType"] = context.Request.ContentType,
            ["request"] = Recording.Body(asked),
            ["status"] = context.Response.StatusCode,
            ["responseType"] = context.Response.ContentType,
            ["response"] = Recording.Body(answer),
        };

    private static string UserAgent(HttpContext context) =>
        context.Request.Headers.UserAgent.ToString();
}
