namespace Sandbox.Api;

/// <summary>
/// Archives: the API only tells where they are.
/// https://docs.github.com/enterprise-server@3.19/rest/repos/contents#download-a-repository-archive-zip
/// </summary>
internal static class ArchiveEndpoints
{
    public static void Map(ApiMap api)
    {
        foreach (var (path, form) in new[] { ("zipball", "zip"), ("tarball", "tar.gz") })
        {
            api.Get($"/repos/{{owner}}/{{repo}}/{path}/{{**ref}}", call => Redirect(call, form));
        }
    }

    private static ApiAnswer Redirect(ApiCall call, string form)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var asked = call.Route("ref");
        call.Http.Response.Headers.Location = DownloadLinks.Archive(
            call.World,
            repository,
            form,
            asked.Length == 0 ? RefOf(repository) : asked
        );
        return new ApiAnswer(302);
    }

    private static string RefOf(Repository repository) =>
        Git.RefChange.Heads + repository.DefaultBranch;
}
