using Sandbox.Git;

namespace Sandbox.Search;

/// <summary>The files of one commit that a search for code finds.</summary>
internal static class CodeFiles
{
    /// <summary>
    /// Larger files are not searched.
    /// https://docs.github.com/rest/search/search#considerations-for-code-search
    /// </summary>
    private const long Largest = 384 * 1024;

    public static async Task<IReadOnlyList<TreeEntry>> FindAsync(
        GitRepository git,
        string commit,
        SearchQuery query
    )
    {
        var all = await git.ReadTreeAsync(commit, recursive: true, folders: false);
        var files = all.Where(file =>
                file.Type == "blob" && file.Size <= Largest && Fits(query, file)
            )
            .ToList();
        var places = query
            .Values("in")
            .SelectMany(value => value.Split(','))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var word in query.Words)
        {
            if (files.Count == 0)
            {
                break;
            }

            var found = await WithAsync(git, commit, word.Alternatives, places);
            files.RemoveAll(file => found(file.Path) == word.Not);
        }

        return files;
    }

    /// <summary>Which paths have one of the words, in the file or in the path itself.</summary>
    private static async Task<Func<string, bool>> WithAsync(
        GitRepository git,
        string commit,
        IReadOnlyList<string> words,
        HashSet<string> places
    )
    {
        var inside =
            places.Count == 0 || places.Contains("file")
                ? await git.FilesWithAsync(commit, words)
                : new HashSet<string>();
        return path =>
            inside.Contains(path)
            || places.Contains("path")
                && words.Any(word => path.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Fits(SearchQuery query, TreeEntry file)
    {
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        return query.Allows(
                "filename",
                value => name.Contains(value, StringComparison.OrdinalIgnoreCase)
            )
            && query.Allows(
                "extension",
                value => Is(Path.GetExtension(name), "." + value.TrimStart('.'))
            )
            && query.Allows("path", value => IsBelow(file.Path, value))
            && query.Allows("size", file.Size ?? 0)
            && SearchScope.FitsLanguage(query, Languages.Of(name));
    }

    /// <summary><c>path:docs</c> is the folder and all below it, <c>path:/</c> what lies in the root.</summary>
    private static bool IsBelow(string path, string folder) =>
        folder == "/"
            ? !path.Contains('/', StringComparison.Ordinal)
            : path.StartsWith(folder.Trim('/') + "/", StringComparison.OrdinalIgnoreCase)
                || Is(path, folder.Trim('/'));

    private static bool Is(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
