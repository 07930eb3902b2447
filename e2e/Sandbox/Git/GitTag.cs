using System.Globalization;

namespace Sandbox.Git;

/// <summary>An annotated tag.</summary>
internal sealed record GitTag(string Name, string Target, string Type, Ident Tagger, string Message)
{
    /// <summary>
    /// <code>
    /// object 5e24…
    /// type commit
    /// tag v1.0
    /// tagger Mona Lisa &lt;mona@example.com&gt; 1767225600 +0000
    ///
    /// The first release
    /// </code>
    /// </summary>
    public static GitTag Parse(string raw)
    {
        var end = raw.IndexOf("\n\n", StringComparison.Ordinal);
        var head = (end < 0 ? raw : raw[..end])
            .Split('\n')
            .Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1]);
        return new GitTag(
            head["tag"].First(),
            head["object"].First(),
            head["type"].First(),
            // Very old tags have none.
            By(head["tagger"].FirstOrDefault() ?? " <> 0 +0000"),
            end < 0 ? "" : raw[(end + 2)..].TrimEnd('\n')
        );
    }

    private static Ident By(string text)
    {
        var (open, close) = (text.LastIndexOf('<'), text.LastIndexOf('>'));
        var seconds = text[(close + 2)..].Split(' ')[0];
        return new Ident(
            text[..open].Trim(),
            text[(open + 1)..close],
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture))
        );
    }
}

/// <summary>Reads tags.</summary>
internal static class GitTags
{
    public static async Task<GitTag> ReadTagAsync(this GitRepository git, string sha) =>
        GitTag.Parse(await GitProcess.RunAsync(git.Path, ["cat-file", "tag", sha]));
}
