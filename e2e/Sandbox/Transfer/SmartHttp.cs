using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Sandbox.Git;

namespace Sandbox.Transfer;

/// <summary>
/// Clone, fetch and push over HTTP, by git's own programs. Packs only pass through.
/// https://git-scm.com/docs/http-protocol#_smart_clients
/// </summary>
internal static class SmartHttp
{
    private const string Upload = "git-upload-pack";
    private const string Receive = "git-receive-pack";

    public static void Map(WebApplication app, World world)
    {
        app.MapGet(
            "/{owner}/{repo}/info/refs",
            (RequestDelegate)(context => AdvertiseAsync(context, world))
        );
        app.MapPost(
            "/{owner}/{repo}/" + Upload,
            (RequestDelegate)(context => ServeAsync(context, world, Upload))
        );
        app.MapPost(
            "/{owner}/{repo}/" + Receive,
            (RequestDelegate)(context => ServeAsync(context, world, Receive))
        );
    }

    private static async Task AdvertiseAsync(HttpContext context, World world)
    {
        var service = context.Request.Query["service"].ToString();
        if (service is not (Upload or Receive))
        {
            await GitAccess.RefuseAsync(context, 403, "Please upgrade your git client.");
            return;
        }

        if (await GitAccess.CheckAsync(context, world, service == Receive) is not var (found, _))
        {
            return;
        }

        var git = await world.Git.OpenAsync(found);
        Answer(context, service, "advertisement");
        var environment = Protocol(context);
        // Version 2 starts with its own greeting.
        if (!environment.Values.Any(value => value.Split(':').Contains("version=2")))
        {
            var line = $"# service={service}\n";
            await context.Response.WriteAsync($"{line.Length + 4:x4}{line}0000");
        }

        await GitProcess.PipeAsync(
            git.Path,
            [service["git-".Length..], "--stateless-rpc", "--http-backend-info-refs", "."],
            Stream.Null,
            context.Response.Body,
            environment,
            context.RequestAborted
        );
    }

    private static async Task ServeAsync(HttpContext context, World world, string service)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        if (context.Request.ContentType != $"application/x-{service}-request")
        {
            await GitAccess.RefuseAsync(context, 415, "Unsupported Media Type");
            return;
        }

        if (await GitAccess.CheckAsync(context, world, service == Receive) is not var (found, by))
        {
            return;
        }

        var git = await world.Git.OpenAsync(found);
        var zipped = context.Request.Headers.ContentEncoding.ToString() is "gzip" or "x-gzip";
        await using var input = zipped
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        Answer(context, service, "result");
        if (service == Upload)
        {
            await RunAsync(context, git, service, input);
            return;
        }

        using var entered = await git.EnterAsync(context.RequestAborted);
        var before = await git.RefsAsync();
        try
        {
            await RunAsync(context, git, service, input);
        }
        finally
        {
            // Also where the client went away: what git has taken, has happened.
            var changes = Changes(before, await git.RefsAsync());
            await world.RefsMovedAsync(found, git, changes, by ?? world.AnOwnerOf(found));
        }
    }

    private static Task<(int ExitCode, string Error)> RunAsync(
        HttpContext context,
        GitRepository git,
        string service,
        Stream input
    ) =>
        GitProcess.PipeAsync(
            git.Path,
            [service["git-".Length..], "--stateless-rpc", "."],
            input,
            context.Response.Body,
            Protocol(context),
            context.RequestAborted
        );

    private static List<RefChange> Changes(
        IReadOnlyList<GitRef> before,
        IReadOnlyList<GitRef> after
    )
    {
        var old = before.ToDictionary(one => one.Name, one => one.Sha, StringComparer.Ordinal);
        var now = after.ToDictionary(one => one.Name, one => one.Sha, StringComparer.Ordinal);
        return
        [
            .. old
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => new RefChange(
                    name,
                    old.GetValueOrDefault(name),
                    now.GetValueOrDefault(name)
                ))
                .Where(change => change.Before != change.After),
        ];
    }

    private static void Answer(HttpContext context, string service, string kind)
    {
        context.Response.ContentType = $"application/x-{service}-{kind}";
        context.Response.Headers.CacheControl = "no-cache, max-age=0, must-revalidate";
        context.Response.Headers.Pragma = "no-cache";
    }

    /// <summary>
    /// What the client speaks, if it is a list of words as git writes it.
    /// https://git-scm.com/docs/gitprotocol-v2#_http_transport
    /// </summary>
    private static Dictionary<string, string> Protocol(HttpContext context)
    {
        var asked = context.Request.Headers["Git-Protocol"].ToString();
        return
            asked.Length is > 0 and < 200
            && asked.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or ':' or '-' or '.')
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["GIT_PROTOCOL"] = asked }
            : [];
    }
}
