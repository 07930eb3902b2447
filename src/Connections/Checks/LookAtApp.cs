using System.Collections.Concurrent;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>What GitHub says of an app: it is the same for all connections of that app.</summary>
/// <param name="Answer">Of GET /app, with its duration, version and clock.</param>
/// <param name="Hook">How the webhook is set; null when it was not asked, or could not be read.</param>
/// <param name="Log">GitHub's own log of deliveries, newest first; null when it was not asked, or could not be read.</param>
internal sealed record AppSight(
    AppAnswer App,
    GitHubAnswer Answer,
    HookConfigAnswer? Hook,
    IReadOnlyList<HookDeliveryAnswer>? Log
)
{
    /// <summary>Why the webhook's settings could not be read; null when they could, or were not asked for.</summary>
    public string? HookProblem { get; init; }

    /// <summary>The same of the log.</summary>
    public string? LogProblem { get; init; }
}

/// <summary>
/// Asks GitHub about an app. What was seen is remembered for half a minute, so that a thousand connections of one app, or of a
/// host that does not answer, are not a thousand times the same questions when they are checked by schedule.
/// </summary>
public sealed class LookAtApp(AppApi github, TimeProvider time)
{
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, (AppSight Sight, long At)> _apps = new();
    private readonly ConcurrentDictionary<Guid, (GitHubException Trouble, long At)> _hosts = new();

    /// <param name="anew">Asks now, whatever was seen a moment ago.</param>
    /// <exception cref="GitHubException">GitHub did not answer, or refused.</exception>
    internal async Task<AppSight> RunAsync(App app, bool anew, CancellationToken cancellationToken)
    {
        if (!anew)
        {
            if (_hosts.TryGetValue(app.HostId, out var trouble) && IsRecent(trouble.At))
            {
                throw trouble.Trouble;
            }

            if (_apps.TryGetValue(app.Id, out var known) && IsRecent(known.At))
            {
                return known.Sight;
            }
        }

        try
        {
            var sight = await AskAsync(app, cancellationToken);
            _hosts.TryRemove(app.HostId, out _);
            _apps[app.Id] = (sight, time.GetTimestamp());
            Forget();
            return sight;
        }
        catch (GitHubException failure)
        {
            _apps.TryRemove(app.Id, out _);
            if (IsOfTheHost(failure))
            {
                _hosts[app.HostId] = (failure, time.GetTimestamp());
            }

            throw;
        }
    }

    /// <summary>A check by schedule asks nothing of this host now, because it did not answer a moment ago.</summary>
    internal bool IsKnownToFail(Guid host) =>
        _hosts.TryGetValue(host, out var trouble) && IsRecent(trouble.At);

    private async Task<AppSight> AskAsync(App app, CancellationToken cancellationToken)
    {
        var (seen, answer) = await github.GetAppAsync(app, cancellationToken);
        if (app.WebhookConfiguredAt is null)
        {
            return new AppSight(seen, answer, null, null);
        }

        var (hook, noHook) = await MaybeAsync(() => github.GetWebhookAsync(app, cancellationToken));
        var (log, noLog) = await MaybeAsync(() =>
            github.ListDeliveriesAsync(app, cancellationToken)
        );
        return new AppSight(seen, answer, hook, log) { HookProblem = noHook, LogProblem = noLog };
    }

    /// <summary>That it cannot be read is no trouble of the connection's: it leaves one thing unknown.</summary>
    private static async Task<(T? Answer, string? Problem)> MaybeAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (GitHubException failure)
        {
            return (null, failure.Message);
        }
    }

    /// <summary>Every app of the host would hear the same.</summary>
    private static bool IsOfTheHost(GitHubException failure) =>
        failure.Failure switch
        {
            GitHubFailure.Unreachable
            or GitHubFailure.NoAnswer
            or GitHubFailure.TlsUntrusted
            or GitHubFailure.NotHttps
            or GitHubFailure.ClientCertificateWanted
            or GitHubFailure.AddressRefused
            or GitHubFailure.Maintenance => true,
            // What is no answer of GitHub's comes from something before it.
            GitHubFailure.Unexpected => failure.RequestId is null,
            GitHubFailure.Rejected
            or GitHubFailure.NoCredentials
            or GitHubFailure.RateLimited
            or GitHubFailure.Forbidden
            or GitHubFailure.NotFound => false,
        };

    private bool IsRecent(long at) => time.GetElapsedTime(at) < s_memory;

    private void Forget()
    {
        foreach (var (id, known) in _apps)
        {
            if (!IsRecent(known.At))
            {
                _apps.TryRemove(new(id, known));
            }
        }
    }
}
