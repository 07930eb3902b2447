using Sandbox.Git;
using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Pushes, branches and pull requests, with the webhooks that each of them causes.</summary>
public sealed partial class World
{
    public const string NoCommit = "0000000000000000000000000000000000000000";

    /// <summary>
    /// Adds a commit to a branch (a new branch starts at the default one). A null content deletes the file.
    /// </summary>
    public async Task<string> PushAsync(
        Repository repository,
        string branch,
        string message,
        IReadOnlyDictionary<string, string?>? files = null,
        Account? author = null
    )
    {
        var who = author ?? AnOwnerOf(repository);
        var git = await Git.OpenAsync(repository);
        using var entered = await git.EnterAsync();
        var before = git.Branches.GetValueOrDefault(branch);
        var parent = before ?? git.Branches.GetValueOrDefault(repository.DefaultBranch);
        var import = new FastImport();
        var content =
            files?.ToArray()
            ?? [KeyValuePair.Create<string, string?>($"notes/{NextId()}.md", message + "\n")];
        var mark = import.Commit(branch, parent, message, who, Clock.Now, content);
        var after = (await import.RunAsync(git.Path))[mark];
        var change = new RefChange(RefChange.Heads + branch, before, after);
        await RefsMovedAsync(repository, git, [change], who);
        return after;
    }

    /// <summary>A new branch at a branch or commit; false when it exists or there is nothing to start from.</summary>
    public async Task<bool> CreateBranchAsync(
        Repository repository,
        string branch,
        string? from = null,
        Account? by = null
    )
    {
        var git = await Git.OpenAsync(repository);
        using var entered = await git.EnterAsync();
        var sha = await git.ResolveAsync(from ?? repository.DefaultBranch);
        if (sha is null || git.Branches.ContainsKey(branch))
        {
            return false;
        }

        var change = new RefChange(RefChange.Heads + branch, null, sha);
        return await MoveRefAsync(repository, git, change, by ?? AnOwnerOf(repository)) is { } said
            ? throw new InvalidOperationException(said)
            : true;
    }

    /// <summary>Deletes a branch, and with it closes the pull requests from it.</summary>
    public async Task<bool> DeleteBranchAsync(
        Repository repository,
        string branch,
        Account? by = null
    )
    {
        var git = await Git.OpenAsync(repository);
        using var entered = await git.EnterAsync();
        if (branch == repository.DefaultBranch || !git.Branches.TryGetValue(branch, out var before))
        {
            return false;
        }

        var change = new RefChange(RefChange.Heads + branch, before, null);
        return await MoveRefAsync(repository, git, change, by ?? AnOwnerOf(repository)) is null;
    }

    /// <summary>Sends an event of a repository to every app that is installed on it, may see it and has subscribed.</summary>
    private void Announce(RepositoryEvent happened)
    {
        foreach (var installation in Installations.Values.OrderBy(installation => installation.Id))
        {
            if (
                installation.SuspendedAt is null
                && installation.Covers(happened.Repository)
                && installation.Events.Contains(happened.Event, StringComparer.Ordinal)
            )
            {
                Sender.Send(this, happened.For(installation));
            }
        }
    }

    internal Account AnOwnerOf(Repository repository) => AnOwnerOf(repository.Owner);

    /// <summary>Somebody who decides for the account.</summary>
    internal Account AnOwnerOf(Account account) =>
        account.IsPerson
            ? account
            : FindAccount(account.Owners.Order(StringComparer.Ordinal).First())!;
}
