using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Statuses and checks of commits, with the webhooks that follow.</summary>
public sealed partial class World
{
    /// <summary>
    /// GitHub takes no more for one commit and context.
    /// https://docs.github.com/rest/commits/statuses#create-a-commit-status
    /// </summary>
    private const int MostStatuses = 1000;

    /// <summary>The same number holds for checks of one name in a suite; there the oldest ones go.</summary>
    private const int MostCheckRuns = 1000;

    /// <summary>Null where the commit and context have their thousand.</summary>
    public async Task<CommitStatus?> SetStatusAsync(
        Repository repository,
        string sha,
        string state,
        string context,
        string? description = null,
        string? targetUrl = null,
        Account? by = null
    )
    {
        var status = new CommitStatus(
            NextId(),
            sha,
            state,
            context,
            description,
            targetUrl,
            by ?? AnOwnerOf(repository),
            Clock.Now
        );
        lock (_gate)
        {
            var same = repository.Statuses.Values.Count(other =>
                other.Sha == sha
                && other.Context.Equals(context, StringComparison.OrdinalIgnoreCase)
            );
            if (same >= MostStatuses)
            {
                return null;
            }

            repository.Statuses[status.Id] = status;
        }

        Announce(await ConversationPayloads.StatusAsync(this, repository, status));
        return status;
    }

    internal long CheckSuite(Repository repository, App app, string sha) =>
        repository.CheckSuites.GetOrAdd((app.Id, sha), _ => NextId());

    internal void AddCheckRun(CheckRun run, Account by)
    {
        run.Repository.CheckRuns[run.Id] = run;
        var same = run
            .Repository.CheckRuns.Values.Where(other =>
                other.SuiteId == run.SuiteId && other.Name == run.Name
            )
            .OrderByDescending(other => other.Id);
        foreach (var old in same.Skip(MostCheckRuns).ToList())
        {
            run.Repository.CheckRuns.TryRemove(old.Id, out _);
        }

        Announce(ConversationPayloads.CheckRun(this, run, "created", by));
        if (run.Status == "completed")
        {
            Announce(ConversationPayloads.CheckRun(this, run, "completed", by));
        }
    }

    internal void CheckRunCompleted(CheckRun run, Account by) =>
        Announce(ConversationPayloads.CheckRun(this, run, "completed", by));
}
