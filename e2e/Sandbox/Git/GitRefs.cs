namespace Sandbox.Git;

/// <summary>A ref: the object it points to, and the commit behind that where there is one.</summary>
internal sealed record GitRef(string Name, string Sha, string Type, string? Commit);

/// <summary>One ref that moved, came (no before) or went (no after).</summary>
internal sealed record RefChange(string Ref, string? Before, string? After)
{
    public const string Heads = "refs/heads/";
    public const string Tags = "refs/tags/";

    public bool IsBranch => Ref.StartsWith(Heads, StringComparison.Ordinal);
    public bool IsTag => Ref.StartsWith(Tags, StringComparison.Ordinal);

    public string ShortName =>
        IsBranch ? Ref[Heads.Length..]
        : IsTag ? Ref[Tags.Length..]
        : Ref;
}

/// <summary>Reading and moving refs.</summary>
internal static class GitRefs
{
    /// <summary>The refs below a name, or the one of exactly this name.</summary>
    public static async Task<IReadOnlyList<GitRef>> RefsAsync(
        this GitRepository git,
        string below = "refs/"
    )
    {
        var output = await GitProcess.RunAsync(
            git.Path,
            [
                "for-each-ref",
                "--format=%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype)",
                below,
            ]
        );
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Select(parts => new GitRef(
                    parts[0],
                    parts[1],
                    parts[2],
                    parts[2] == "commit" ? parts[1]
                        : parts[4] == "commit" ? parts[3]
                        : null
                )),
        ];
    }

    public static async Task<GitRef?> RefAsync(this GitRepository git, string name) =>
        await git.IsRefNameAsync(name)
            ? (await git.RefsAsync(name)).FirstOrDefault(found => found.Name == name)
            : null;

    public static async Task<bool> IsRefNameAsync(this GitRepository git, string name) =>
        name.Length > 0
        && name[0] != '-'
        && (await GitProcess.TryAsync(git.Path, ["check-ref-format", name])).ExitCode == 0;

    /// <summary>Moves the ref if it still is where it was; else nothing happens and the answer is what git says.</summary>
    public static async Task<string?> TryMoveAsync(this GitRepository git, RefChange change)
    {
        var nothing = new string('0', 40);
        var (exitCode, _, error) = await GitProcess.TryAsync(
            git.Path,
            change.After is null
                ? ["update-ref", "-d", change.Ref, change.Before ?? nothing]
                : ["update-ref", change.Ref, change.After, change.Before ?? nothing]
        );
        return exitCode == 0 ? null : error;
    }
}
