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
        await git.Gate.WaitAsync();
        try
        {
            var before = git.Branches.GetValueOrDefault(branch);
            var parent = before ?? git.Branches.GetValueOrDefault(repository.DefaultBranch);
            var import = new FastImport();
            var content =
                files?.ToArray()
                ?? [KeyValuePair.Create<string, string?>($"notes/{NextId()}.md", message + "\n")];
            var mark = import.Commit(branch, parent, message, who, Clock.Now, content);
            var after = (await import.RunAsync(git.Path))[mark];
            git.Branches[branch] = after;
            repository.PushedAt = repository.UpdatedAt = Clock.Now;
            if (before is null)
            {
                Announce(Payloads.RefChanged(this, repository, "create", branch, who));
            }

            Announce(await Payloads.PushAsync(this, repository, git, branch, before, after, who));
            await MovePullsAsync(repository, git, branch, before, after, who);
            return after;
        }
        finally
        {
            git.Gate.Release();
        }
    }

    /// <summary>A new branch at a branch or commit; false when it exists or there is nothing to start from.</summary>
    public async Task<bool> CreateBranchAsync(
        Repository repository,
        string branch,
        string? from = null,
        Account? by = null
    )
    {
        var who = by ?? AnOwnerOf(repository);
        var git = await Git.OpenAsync(repository);
        var sha = await git.ResolveAsync(from ?? repository.DefaultBranch);
        if (sha is null || git.Branches.ContainsKey(branch))
        {
            return false;
        }

        // First git, which refuses names that are not allowed.
        await git.UpdateRefAsync("refs/heads/" + branch, sha);
        git.Branches[branch] = sha;
        repository.PushedAt = Clock.Now;
        Announce(Payloads.RefChanged(this, repository, "create", branch, who));
        Announce(await Payloads.PushAsync(this, repository, git, branch, null, sha, who));
        return true;
    }

    /// <summary>Deletes a branch, and with it closes the pull requests from it.</summary>
    public async Task<bool> DeleteBranchAsync(
        Repository repository,
        string branch,
        Account? by = null
    )
    {
        var who = by ?? AnOwnerOf(repository);
        var git = await Git.OpenAsync(repository);
        if (branch == repository.DefaultBranch || !git.Branches.TryRemove(branch, out var before))
        {
            return false;
        }

        await git.DeleteRefAsync("refs/heads/" + branch);
        repository.PushedAt = Clock.Now;
        foreach (
            var pull in repository.Pulls.Values.Where(pull => pull.IsOpen && pull.Head == branch)
        )
        {
            await ClosePullAsync(pull, who);
        }

        Announce(Payloads.RefChanged(this, repository, "delete", branch, who));
        Announce(await Payloads.PushAsync(this, repository, git, branch, before, null, who));
        return true;
    }

    private async Task MovePullsAsync(
        Repository repository,
        GitRepository git,
        string branch,
        string? before,
        string after,
        Account who
    )
    {
        foreach (
            var pull in repository.Pulls.Values.Where(pull => pull.IsOpen && pull.Head == branch)
        )
        {
            pull.HeadSha = after;
            pull.UpdatedAt = Clock.Now;
            await git.UpdateRefAsync($"refs/pull/{pull.Number}/head", after);
            var payload = await Payloads.PullAsync(this, pull, "synchronize", who);
            payload.Body["before"] = before ?? NoCommit;
            payload.Body["after"] = after;
            Announce(payload);
        }
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
