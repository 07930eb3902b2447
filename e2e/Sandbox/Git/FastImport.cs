using System.Text;

namespace Sandbox.Git;

/// <summary>
/// A script of commits for <c>git fast-import</c>: a whole repository in one process.
/// https://git-scm.com/docs/git-fast-import
/// </summary>
internal sealed class FastImport
{
    private readonly StringBuilder _script = new();
    private int _marks;

    /// <summary>
    /// Adds a commit and returns its mark, which later commits may give as their parent. A null content deletes the file.
    /// </summary>
    public string Commit(
        string branch,
        string? parent,
        string message,
        Account author,
        DateTimeOffset at,
        IEnumerable<KeyValuePair<string, string?>> files,
        string? merge = null
    )
    {
        var mark = $":{++_marks}";
        var who = $"{author.Name} <{author.Email}> {at.ToUnixTimeSeconds()} +0000";
        _script.Append($"commit refs/heads/{branch}\nmark {mark}\nauthor {who}\ncommitter {who}\n");
        Data(message);
        if (parent is not null)
        {
            _script.Append($"from {parent}\n");
        }

        if (merge is not null)
        {
            _script.Append($"merge {merge}\n");
        }

        foreach (var (path, content) in files)
        {
            if (content is null)
            {
                _script.Append($"D {Quoted(path)}\n");
            }
            else
            {
                _script.Append($"M 100644 inline {Quoted(path)}\n");
                Data(content);
            }
        }

        _script.Append('\n');
        return mark;
    }

    public void Reset(string reference, string target) =>
        _script.Append($"reset {reference}\nfrom {target}\n\n");

    /// <summary>Runs the script; the answer maps each mark to its commit.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(string repository)
    {
        for (var mark = 1; mark <= _marks; mark++)
        {
            _script.Append($"get-mark :{mark}\n");
        }

        var output = await GitProcess.RunAsync(
            repository,
            ["fast-import", "--quiet", "--force"],
            _script.ToString()
        );
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((sha, index) => ($":{index + 1}", sha))
            .ToDictionary(pair => pair.Item1, pair => pair.sha, StringComparer.Ordinal);
    }

    private void Data(string text) =>
        _script.Append($"data {Encoding.UTF8.GetByteCount(text)}\n{text}\n");

    private static string Quoted(string path) =>
        '"'
        + path.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        + '"';
}
