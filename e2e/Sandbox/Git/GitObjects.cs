using System.Globalization;
using System.Text;

namespace Sandbox.Git;

/// <summary>What an object is, without its content.</summary>
internal sealed record GitObject(string Sha, string Type, long Size);

/// <summary>Objects by their names: looked up, read and written.</summary>
internal static class GitObjects
{
    /// <summary>The object that a name means, or null; "TREEISH:path" names what is at a path.</summary>
    public static async Task<GitObject?> FindAsync(this GitRepository git, string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('\n', '\0'))
        {
            return null;
        }

        var answer = await GitProcess.RunAsync(
            git.Path,
            ["cat-file", "--batch-check"],
            name + "\n"
        );
        // "<sha> blob 12", or "<name> missing".
        return
            answer.TrimEnd('\n').Split(' ') is [{ Length: 40 } sha, var type, var size]
            && long.TryParse(size, CultureInfo.InvariantCulture, out var bytes)
            ? new GitObject(sha, type, bytes)
            : null;
    }

    /// <summary>Which of these objects are not there.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        this GitRepository git,
        IReadOnlyCollection<string> shas
    )
    {
        if (shas.Count == 0)
        {
            return [];
        }

        var answer = await GitProcess.RunAsync(
            git.Path,
            ["cat-file", "--batch-check=%(objectname)"],
            string.Join('\n', shas) + "\n"
        );
        return
        [
            .. answer
                .Split('\n')
                .Where(line => line.EndsWith(" missing", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0]),
        ];
    }

    public static async Task<byte[]> ReadBlobAsync(this GitRepository git, string sha)
    {
        using var content = new MemoryStream();
        await git.CopyBlobAsync(sha, content, CancellationToken.None);
        return content.ToArray();
    }

    public static Task CopyBlobAsync(
        this GitRepository git,
        string sha,
        Stream to,
        CancellationToken ct
    ) => GitProcess.PipeAsync(git.Path, ["cat-file", "blob", sha], Stream.Null, to, null, ct);

    public static Task<string> WriteBlobAsync(this GitRepository git, byte[] content) =>
        WriteAsync(git, "blob", content);

    /// <summary>
    /// The raw form of a commit, so that its message stays as it was given.
    /// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_git_commit_objects
    /// </summary>
    public static Task<string> WriteCommitAsync(
        this GitRepository git,
        string tree,
        IEnumerable<string> parents,
        string message,
        Ident author,
        Ident committer,
        string? gpg = null
    )
    {
        var text = new StringBuilder($"tree {tree}\n");
        foreach (var parent in parents)
        {
            text.Append($"parent {parent}\n");
        }

        text.Append($"author {author}\ncommitter {committer}\n");
        if (gpg is not null)
        {
            text.Append(
                $"gpgsig {gpg.TrimEnd('\n').Replace("\n", "\n ", StringComparison.Ordinal)}\n"
            );
        }

        return WriteAsync(git, "commit", Encoding.UTF8.GetBytes($"{text}\n{message}"));
    }

    /// <summary>An annotated tag; no ref points to it yet.</summary>
    public static Task<string> WriteTagAsync(
        this GitRepository git,
        string name,
        string target,
        string type,
        string message,
        Ident tagger
    ) =>
        WriteAsync(
            git,
            "tag",
            Encoding.UTF8.GetBytes(
                $"object {target}\ntype {type}\ntag {name}\ntagger {tagger}\n\n{message}"
            )
        );

    private static async Task<string> WriteAsync(GitRepository git, string type, byte[] content)
    {
        using var input = new MemoryStream(content);
        using var output = new MemoryStream();
        var (exitCode, error) = await GitProcess.PipeAsync(
            git.Path,
            ["hash-object", "-t", type, "-w", "--stdin"],
            input,
            output,
            null,
            CancellationToken.None
        );
        return exitCode == 0
            ? Encoding.ASCII.GetString(output.ToArray()).Trim()
            : throw new InvalidOperationException($"git hash-object: {error}");
    }
}

/// <summary>Who wrote something and when, as a commit or a tag holds it.</summary>
public sealed record Ident(string Name, string Email, DateTimeOffset At)
{
    public static Ident Of(Account account, DateTimeOffset at) =>
        new(account.Name, account.Email, at);

    /// <summary><c>Mona Lisa &lt;mona@example.com&gt; 1767225600 +0000</c></summary>
    public override string ToString() =>
        $"{Plain(Name)} <{Plain(Email)}> {At.ToUnixTimeSeconds()} {(At.Offset < TimeSpan.Zero ? '-' : '+')}{At.Offset:hhmm}";

    /// <summary>Without what ends a name or an address in git's own format.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Where(letter => letter is not ('<' or '>' or '\n' or '\r' or '\0')))
            .Trim();
}
