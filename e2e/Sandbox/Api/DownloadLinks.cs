namespace Sandbox.Api;

/// <summary>
/// Addresses of archives and raw files. Each carries a token for one repository that ends after five minutes, so that the
/// caller's own token need not travel there.
/// https://docs.github.com/enterprise-server@3.19/rest/repos/contents#download-a-repository-archive-zip
/// </summary>
internal static class DownloadLinks
{
    private static readonly TimeSpan _life = TimeSpan.FromMinutes(5);

    public static string Archive(
        World world,
        Repository repository,
        string form,
        string reference
    ) =>
        $"{world.CodeloadUrl}/{repository.FullName}/legacy.{form}/{CommitShape.Path(reference)}?token={Token(world, repository)}";

    public static string File(
        World world,
        Repository repository,
        string commit,
        string path,
        string token
    ) =>
        $"{AccountShape.Web(world)}/raw/{repository.FullName}/{commit}/{CommitShape.Path(path)}?token={token}";

    public static string Token(World world, Repository repository)
    {
        var now = world.Clock.Now;
        foreach (var old in world.DownloadTokens.Values.Where(token => token.ExpiresAt <= now))
        {
            world.DownloadTokens.TryRemove(old.Value, out _);
        }

        var token = new DownloadToken(Secret.Text(29), repository.Id, now + _life);
        world.DownloadTokens[token.Value] = token;
        return token.Value;
    }

    public static bool Opens(World world, Repository repository, string? token) =>
        token is not null
        && world.DownloadTokens.TryGetValue(token, out var found)
        && found.RepositoryId == repository.Id
        && found.ExpiresAt > world.Clock.Now;
}
