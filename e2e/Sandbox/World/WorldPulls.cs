using System.Text.Json.Nodes;
using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Why a pull request could not be opened.</summary>
public enum OpenPullResult
{
    Opened,
    NoHead,
    NoBase,
    NoCommits,
    AlreadyOpen,
}

/// <summary>Opening, closing and editing pull requests.</summary>
public sealed partial class World
{
    /// <summary>
    /// Git tells the commits of the seeded pull requests when it is first asked; those of a scaled server have theirs without.
    /// </summary>
    internal async Task KnowHeadsAsync(Repository repository)
    {
        if (repository.Pulls.Values.Any(pull => pull.HeadSha.Length == 0))
        {
            await Git.OpenAsync(repository);
        }
    }

    public async Task<(OpenPullResult Result, PullRequest? Pull)> OpenPullAsync(
        Repository repository,
        string title,
        string head,
        string? target = null,
        string? body = null,
        bool draft = false,
        Account? author = null
    )
    {
        var onto = target ?? repository.DefaultBranch;
        var git = await Git.OpenAsync(repository);
        using var entered = await git.EnterAsync();
        if (!git.Branches.TryGetValue(head, out var headSha))
        {
            return (OpenPullResult.NoHead, null);
        }

        if (!git.Branches.TryGetValue(onto, out var baseSha))
        {
            return (OpenPullResult.NoBase, null);
        }

        if (
            repository.Pulls.Values.Any(pull =>
                pull.IsOpen && pull.Head == head && pull.Base == onto
            )
        )
        {
            return (OpenPullResult.AlreadyOpen, null);
        }

        if (await git.CountAsync($"{baseSha}..{headSha}") == 0)
        {
            return (OpenPullResult.NoCommits, null);
        }

        var pull = new PullRequest
        {
            Id = NextId(),
            Number = repository.NextNumber(),
            Repository = repository,
            Author = author ?? AnOwnerOf(repository),
            Head = head,
            Base = onto,
            HeadSha = headSha,
            BaseSha = baseSha,
            Title = title,
            Body = body,
            Draft = draft,
            CreatedAt = Clock.Now,
            UpdatedAt = Clock.Now,
        };
        repository.Pulls[pull.Number] = pull;
        await git.UpdateRefAsync($"refs/pull/{pull.Number}/head", headSha);
        Announce(await Payloads.PullAsync(this, pull, "opened", pull.Author));
        return (OpenPullResult.Opened, pull);
    }

    public async Task ClosePullAsync(PullRequest pull, Account? by = null)
    {
        using var entered = await (await Git.OpenAsync(pull.Repository)).EnterAsync();
        await CloseAsync(pull, by ?? AnOwnerOf(pull.Repository));
    }

    /// <summary>False where it cannot be: it is merged, or its branch or its base is gone.</summary>
    public async Task<bool> ReopenPullAsync(PullRequest pull, Account? by = null)
    {
        var git = await Git.OpenAsync(pull.Repository);
        using var entered = await git.EnterAsync();
        if (pull.IsOpen)
        {
            return true;
        }

        if (
            pull.MergedAt is not null
            || !git.Branches.TryGetValue(pull.Head, out var head)
            || !git.Branches.TryGetValue(pull.Base, out var onto)
        )
        {
            return false;
        }

        (pull.IsOpen, pull.ClosedAt, pull.UpdatedAt) = (true, null, Clock.Now);
        // The branch may have moved meanwhile.
        (pull.HeadSha, pull.BaseSha) = (head, onto);
        await git.UpdateRefAsync($"refs/pull/{pull.Number}/head", head);
        Announce(
            await Payloads.PullAsync(this, pull, "reopened", by ?? AnOwnerOf(pull.Repository))
        );
        return true;
    }

    /// <summary>The gate is held already.</summary>
    private async Task CloseAsync(PullRequest pull, Account by)
    {
        if (pull.IsOpen)
        {
            pull.IsOpen = false;
            pull.ClosedAt = pull.UpdatedAt = Clock.Now;
            Announce(await Payloads.PullAsync(this, pull, "closed", by));
        }
    }

    /// <summary>Changes title, text or base; a null leaves it as it is.</summary>
    public async Task EditPullAsync(
        PullRequest pull,
        string? title = null,
        string? body = null,
        string? onto = null,
        Account? by = null
    )
    {
        var changes = new JsonObject();
        if (title is not null && title != pull.Title)
        {
            changes["title"] = new JsonObject { ["from"] = pull.Title };
            pull.Title = title;
        }

        if (body is not null && body != pull.Body)
        {
            changes["body"] = new JsonObject { ["from"] = pull.Body ?? "" };
            pull.Body = body;
        }

        if (onto is not null && onto != pull.Base)
        {
            var git = await Git.OpenAsync(pull.Repository);
            changes["base"] = new JsonObject
            {
                ["ref"] = new JsonObject { ["from"] = pull.Base },
                ["sha"] = new JsonObject { ["from"] = pull.BaseSha },
            };
            pull.Base = onto;
            pull.BaseSha = git.Branches.GetValueOrDefault(onto) ?? pull.BaseSha;
        }

        if (changes.Count > 0)
        {
            pull.UpdatedAt = Clock.Now;
            var payload = await Payloads.PullAsync(
                this,
                pull,
                "edited",
                by ?? AnOwnerOf(pull.Repository)
            );
            payload.Body["changes"] = changes;
            Announce(payload);
        }
    }
}
