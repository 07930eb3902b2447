namespace Sandbox.Git;

/// <summary>Paths inside a repository.</summary>
internal static class RepositoryPath
{
    /// <summary>No way out of the repository and none into git's own folder.</summary>
    public static bool IsAllowed(string path) =>
        path.Length > 0
        && !path.AsSpan().ContainsAny('\0', '\n')
        && path.Split('/')
            .All(part =>
                part is not ("" or "." or "..")
                && !part.Equals(".git", StringComparison.OrdinalIgnoreCase)
            );
}
