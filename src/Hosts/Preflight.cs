using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>
/// Looks, step by step, whether a host can be used, and says for each what was seen, why it may be so and who can change it.
/// Stores nothing. Each step is told as soon as it is known.
/// </summary>
public sealed class Preflight(
    PreflightNetwork network,
    PreflightInward inward,
    AnonymousApi github,
    IOptions<PortalOptions> options,
    TimeProvider time
)
{
    /// <param name="app">An app on this host, whose delivery log tells whether GitHub reaches the portal; null without one.</param>
    /// <param name="tell">Called with each step, on any thread.</param>
    public async Task<PreflightReport> RunAsync(
        GitHubEndpoint endpoint,
        HostFlavor flavor,
        App? app,
        Action<PreflightStep>? tell,
        CancellationToken cancellationToken
    )
    {
        var run = new Run(tell);
        var trace = new CallTrace();
        if (
            run.Goes(network.Url(endpoint))
            && run.Goes(await network.DnsAsync(endpoint, cancellationToken))
            && run.Goes(await network.TcpAsync(endpoint, cancellationToken))
        )
        {
            await CallAsync(run, endpoint, flavor, trace, cancellationToken);
        }

        if (run.Goes())
        {
            run.Goes(await network.NamesAsync(endpoint, flavor, cancellationToken));
            run.Goes(await inward.LookAsync(app, cancellationToken));
        }

        return new PreflightReport(
            run.Finish(),
            run.Version,
            trace.Certificates,
            trace.From?.ToString()
        );
    }

    // One call tells all the rest: how it is encrypted, and what the answer holds.
    private async Task CallAsync(
        Run run,
        GitHubEndpoint endpoint,
        HostFlavor flavor,
        CallTrace trace,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var call = github.MetaAsync(endpoint, cancellationToken, trace);
        await Task.WhenAny(call, trace.Secured);
        if (trace.Secured.IsCompleted)
        {
            run.Goes(PreflightTls.Secured(endpoint, trace, time));
        }

        GitHubAnswer answer;
        try
        {
            answer = await call;
        }
        catch (GitHubException failure)
        {
            run.Goes(
                trace.Secured.IsCompleted
                && failure.Failure != GitHubFailure.ClientCertificateWanted
                    ? PreflightAnswer.NoAnswer(endpoint, failure)
                    : PreflightTls.Failed(endpoint, trace, Advised(endpoint, failure))
            );
            return;
        }

        if (!trace.Secured.IsCompleted)
        {
            run.Goes(PreflightTls.Secured(endpoint, trace, time));
        }

        run.Version = PreflightAnswer.VersionOf(answer);
        foreach (
            var step in PreflightAnswer.Judge(
                endpoint,
                flavor,
                answer,
                (int)time.GetElapsedTime(started).TotalMilliseconds,
                time.GetUtcNow()
            )
        )
        {
            if (!run.Goes(step))
            {
                return;
            }
        }
    }

    // In a rehearsal the sandbox speaks http, and who types an address without it is told.
    private GitHubException Advised(GitHubEndpoint endpoint, GitHubException failure) =>
        failure.Failure == GitHubFailure.NotHttps && options.Value.AllowHttpHosts
            ? new GitHubException(
                failure.Failure,
                $"{failure.Message} If it speaks http, type http://{new Uri(endpoint.WebUrl).Authority}."
            )
            : failure;

    internal static int Milliseconds(TimeProvider time, long since) =>
        (int)time.GetElapsedTime(since).TotalMilliseconds;

    internal static string Days(DateTimeOffset until, DateTimeOffset now)
    {
        var days = (int)(until - now).TotalDays;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{days} {(days == 1 ? "day" : "days")} left"
        );
    }

    private sealed class Run(Action<PreflightStep>? tell)
    {
        private readonly List<PreflightStep> _steps = [];

        public string? Version { get; set; }

        /// <summary>Whether nothing failed so far.</summary>
        public bool Goes() => !_steps.Exists(step => step.Verdict == PreflightVerdict.Failed);

        /// <summary>Takes a step down; false when it failed. A step that was told before stands, unless this one failed.</summary>
        public bool Goes(PreflightStep step)
        {
            var before = _steps.FindIndex(known => known.Check == step.Check);
            if (before < 0)
            {
                _steps.Add(step);
            }
            else if (step.Verdict == PreflightVerdict.Failed)
            {
                _steps[before] = step;
            }

            tell?.Invoke(step);
            return step.Verdict != PreflightVerdict.Failed;
        }

        public IReadOnlyList<PreflightStep> Finish()
        {
            foreach (
                var check in Enum.GetValues<PreflightCheck>()
                    .Except(_steps.ConvertAll(step => step.Check))
            )
            {
                var step = new PreflightStep(
                    check,
                    PreflightVerdict.NotRun,
                    "Not looked at, because an earlier step failed."
                );
                _steps.Add(step);
                tell?.Invoke(step);
            }

            return [.. _steps.OrderBy(step => step.Check)];
        }
    }
}
