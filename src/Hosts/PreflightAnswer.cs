using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>The steps of a preflight that one answer of the host's API tells.</summary>
internal static class PreflightAnswer
{
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(60);

    /// <summary>The connection was made, and no whole answer came.</summary>
    public static PreflightStep NoAnswer(GitHubEndpoint endpoint, GitHubException failure) =>
        new(
            PreflightCheck.Http,
            PreflightVerdict.Failed,
            failure.Message,
            Reason: failure.Failure == GitHubFailure.Unexpected
                ? Reason.UnexpectedAnswer
                : Reason.Unreachable,
            Cause: endpoint.Route.ProxyUrl is null
                ? "The server is overloaded or starting, or something in between cuts the connection."
                : "The server is overloaded or starting, or the proxy cuts the connection.",
            Fixer: Fixer.ServerAdministrator
        );

    public static IEnumerable<PreflightStep> Judge(
        GitHubEndpoint endpoint,
        HostFlavor flavor,
        GitHubAnswer answer,
        int milliseconds,
        DateTimeOffset now
    )
    {
        yield return new PreflightStep(
            PreflightCheck.Http,
            PreflightVerdict.Passed,
            $"{endpoint.ApiUrl}/meta answered {answer.Describe()}.",
            milliseconds
        );
        var maintenance = (int)answer.Status == 503;
        yield return maintenance && !answer.IsGitHub
            ? new PreflightStep(
                PreflightCheck.GitHub,
                PreflightVerdict.Unknown,
                "What answers 503 does not tell whether it is GitHub."
            )
            : GitHub(endpoint, flavor, answer, now);
        yield return Hidden(flavor, answer);
        yield return maintenance
            ? new PreflightStep(
                PreflightCheck.Maintenance,
                PreflightVerdict.Failed,
                "It answers 503, as GitHub does in maintenance mode.",
                Reason: Reason.Maintenance,
                Cause: "The server is being maintained or upgraded, or has just started.",
                Fixer: Fixer.ServerAdministrator
            )
            : new PreflightStep(PreflightCheck.Maintenance, PreflightVerdict.Passed, "No.");
        yield return Clock(answer);
    }

    public static string? VersionOf(GitHubAnswer answer)
    {
        try
        {
            return AnonymousApi.VersionOf(answer);
        }
        catch (GitHubException)
        {
            // What the answer is instead is said by the step that judges it.
            return null;
        }
    }

    private static PreflightStep GitHub(
        GitHubEndpoint endpoint,
        HostFlavor flavor,
        GitHubAnswer answer,
        DateTimeOffset now
    )
    {
        if (!answer.IsGitHub)
        {
            return Failed(
                Reason.NotGitHub,
                $"{endpoint.ApiUrl}/meta answered {answer.Describe()}, without the headers that GitHub sends.",
                "The address is that of another server, or a proxy or sign-in page answers in GitHub's place.",
                Fixer.You
            );
        }

        string? version = null;
        try
        {
            version = AnonymousApi.VersionOf(answer);
        }
        catch (GitHubException failure)
        {
            return Unexpected(failure.Message);
        }

        var verdict = ServerVersion.Judge(version, now);
        if (verdict == VersionVerdict.Refused)
        {
            return Failed(
                Reason.UnsupportedVersion,
                $"It runs GitHub Enterprise Server {version}.",
                "The portal connects GitHub Enterprise Server 2.22.1 and newer.",
                Fixer.ServerAdministrator
            );
        }

        // In private mode GitHub refuses in JSON; everything else is a page or an error in the API's place.
        if (
            (int)answer.Status != 503
            && !(answer.IsJson && (answer.IsSuccess || (int)answer.Status is 401 or 403))
        )
        {
            return Unexpected($"GitHub answered {answer.Describe()}.");
        }

        if (flavor != HostFlavor.EnterpriseServer)
        {
            return answer.EnterpriseVersion is null
                ? new PreflightStep(
                    PreflightCheck.GitHub,
                    PreflightVerdict.Passed,
                    $"{HostWords.Of(flavor)} answered in {answer.Duration.TotalMilliseconds:N0} ms."
                )
                : Failed(
                    Reason.NotGitHub,
                    $"What answers is a GitHub Enterprise Server {answer.EnterpriseVersion}, not {HostWords.Of(flavor)}.",
                    "The host was registered as another kind of GitHub than it is.",
                    Fixer.You
                );
        }

        return verdict switch
        {
            VersionVerdict.Unknown => new PreflightStep(
                PreflightCheck.GitHub,
                PreflightVerdict.Passed,
                $"It is GitHub and answered {(int)answer.Status} without telling its version.",
                // While it is in maintenance, that it hides its version is no news.
                Reason: (int)answer.Status == 503 ? null : Reason.PrivateMode
            ),
            VersionVerdict.Unsupported => new PreflightStep(
                PreflightCheck.GitHub,
                PreflightVerdict.Warning,
                $"GitHub Enterprise Server {version} answered in {answer.Duration.TotalMilliseconds:N0} ms.",
                Cause: "GitHub no longer supports this release. The portal uses it; what it lacks cannot be helped.",
                Fixer: Fixer.ServerAdministrator
            ),
            _ => new PreflightStep(
                PreflightCheck.GitHub,
                PreflightVerdict.Passed,
                $"GitHub Enterprise Server {version} answered in {answer.Duration.TotalMilliseconds:N0} ms."
            ),
        };
    }

    private static PreflightStep Hidden(HostFlavor flavor, GitHubAnswer answer) =>
        new(
            PreflightCheck.PrivateMode,
            PreflightVerdict.Passed,
            flavor == HostFlavor.EnterpriseServer && (int)answer.Status is 401 or 403
                ? "On: the server answers only to those who are signed in. The portal's app will be."
                : "Off."
        );

    private static PreflightStep Clock(GitHubAnswer answer)
    {
        if (answer.ClockAhead is not { } ahead)
        {
            return new PreflightStep(
                PreflightCheck.Clock,
                PreflightVerdict.Unknown,
                "The answer has no Date header."
            );
        }

        var seconds = ahead.Duration().TotalSeconds;
        return ahead.Duration() > s_clockTolerance
            ? new PreflightStep(
                PreflightCheck.Clock,
                PreflightVerdict.Failed,
                $"The server's clock is {seconds:N0} seconds {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this portal's.",
                Reason: Reason.ClockSkew,
                Cause: "One of the two does not synchronize its clock (NTP). GitHub refuses tokens that are signed more than a minute off.",
                Fixer: Fixer.ServerAdministrator
            )
            : new PreflightStep(
                PreflightCheck.Clock,
                PreflightVerdict.Passed,
                seconds < 2
                    ? "The clocks agree."
                    : $"{seconds:N0} seconds {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this portal's, which does not matter."
            );
    }

    private static PreflightStep Unexpected(string seen) =>
        Failed(
            Reason.UnexpectedAnswer,
            seen,
            "The address of the API is another, or the server is out of order.",
            Fixer.ServerAdministrator
        );

    private static PreflightStep Failed(Reason reason, string seen, string cause, Fixer fixer) =>
        new(
            PreflightCheck.GitHub,
            PreflightVerdict.Failed,
            seen,
            Reason: reason,
            Cause: cause,
            Fixer: fixer
        );
}
