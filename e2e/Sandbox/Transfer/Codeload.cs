using Sandbox.Api;
using Sandbox.Git;

namespace Sandbox.Transfer;

/// <summary>
/// Archives and raw files for whoever has a link from the API; an ended or foreign token finds nothing. Both come straight
/// out of git.
/// https://git-scm.com/docs/git-archive
/// </summary>
internal static class Codeload
{
    public static void Map(WebApplication app, World world)
    {
        app.MapGet(
            "/_codeload/{owner}/{repo}/legacy.{form}/{**ref}",
            (RequestDelegate)(context => ArchiveAsync(context, world))
        );
        app.MapGet(
            "/raw/{owner}/{repo}/{sha}/{**path}",
            (RequestDelegate)(context => FileAsync(context, world))
        );
    }

    private static async Task ArchiveAsync(HttpContext context, World world)
    {
        var form = Route(context, "form");
        var git = await FindAsync(context, world);
        var repository = Repository(context, world);
        var sha = git is null ? null : await git.ResolveAsync(Route(context, "ref"));
        if (git is null || repository is null || sha is null || form is not ("zip" or "tar.gz"))
        {
            await NotFoundAsync(context);
            return;
        }

        var name = $"{repository.Owner.Login}-{repository.Name}-{sha[..7]}";
        context.Response.ContentType = form == "zip" ? "application/zip" : "application/x-gzip";
        context.Response.Headers.ContentDisposition = $"attachment; filename={name}.{form}";
        await GitProcess.PipeAsync(
            git.Path,
            ["archive", $"--format={form}", $"--prefix={name}/", sha],
            Stream.Null,
            context.Response.Body,
            null,
            context.RequestAborted
        );
    }

    private static async Task FileAsync(HttpContext context, World world)
    {
        var git = await FindAsync(context, world);
        var commit = git is null ? null : await git.ResolveAsync(Route(context, "sha"));
        var file =
            git is null || commit is null
                ? null
                : await git.EntryAsync(commit, Route(context, "path"));
        if (git is null || file is not { Type: "blob" })
        {
            await NotFoundAsync(context);
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Size;
        await git.CopyBlobAsync(file.Sha, context.Response.Body, context.RequestAborted);
    }

    /// <summary>The repository on disk, if the token of the address opens it.</summary>
    private static async Task<GitRepository?> FindAsync(HttpContext context, World world) =>
        Repository(context, world) is { } repository
        && DownloadLinks.Opens(world, repository, context.Request.Query["token"])
            ? await world.Git.OpenAsync(repository)
            : null;

    private static Repository? Repository(HttpContext context, World world) =>
        world.FindRepository(Route(context, "owner"), Route(context, "repo"));

    private static string Route(HttpContext context, string name) =>
        (context.Request.RouteValues[name] as string ?? "").Replace(
            "%2F",
            "/",
            StringComparison.OrdinalIgnoreCase
        );

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("404: Not Found");
    }
}
