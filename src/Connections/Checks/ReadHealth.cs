using Portal.Apps;
using Portal.Data;
using Portal.Hosts;

namespace Portal.Connections.Checks;

/// <summary>Says what a look at GitHub measured, line by line. What was not reached is not run, or still to come.</summary>
public sealed class ReadHealth(TimeProvider time)
{
    private static readonly TimeSpan s_clockLimit = TimeSpan.FromSeconds(60);

    // As long before its end as somebody needs who has to order a certificate.
    private static readonly TimeSpan s_certificateNotice = TimeSpan.FromDays(21);

    /// <param name="complete">The look is over: what is not known by now was not run.</param>
    internal IReadOnlyList<HealthLine> Read(
        Connection connection,
        Sight sight,
        InwardProof? proof,
        bool complete = true
    )
    {
        HealthLine?[] lines =
        [
            Key(connection.App, sight),
            Clock(sight),
            Installation(connection, sight),
            Token(sight),
            RateLimitLeft(sight),
            Permissions(connection, sight),
            Certificate(connection.App.Host),
            HookHealth.Settings(connection.App, sight),
            HookHealth.Inward(connection.App, sight, proof, complete),
        ];
        return
        [
            .. lines
                .Select(
                    (line, place) =>
                        line
                        ?? (
                            complete
                                ? new HealthLine(
                                    (HealthCheck)place,
                                    PreflightVerdict.NotRun,
                                    "What comes before it failed, or is still to be done."
                                )
                                : null
                        )
                )
                .OfType<HealthLine>(),
        ];
    }

    private static HealthLine? Key(App app, Sight sight)
    {
        if (sight.KeyIsClosed)
        {
            return Failed(
                HealthCheck.Key,
                "The stored private key cannot be opened with this portal's key ring.",
                Reason.CredentialsRejected,
                Fixer.You
            );
        }

        if (sight.OfApp is { } seen)
        {
            return new HealthLine(
                HealthCheck.Key,
                PreflightVerdict.Passed,
                $"GitHub accepts the key of “{seen.App.Name}” (App ID {app.GitHubId}).",
                (int)seen.Answer.Duration.TotalMilliseconds
            );
        }

        if (sight.Failure is not { } failure)
        {
            return null;
        }

        var reason = Sight.ReasonOf(failure);
        return reason == Reason.Maintenance
            ? new HealthLine(HealthCheck.Key, PreflightVerdict.Unknown, failure.Message)
            : Failed(HealthCheck.Key, failure.Message, reason, FixerOf(reason));
    }

    private static HealthLine? Clock(Sight sight)
    {
        if ((sight.OfApp?.Answer.ClockAhead ?? sight.Failure?.ClockAhead) is not { } ahead)
        {
            return null;
        }

        var seen =
            ahead.Duration() < TimeSpan.FromSeconds(2)
                ? "The server's clock and the portal's agree."
                : $"The server's clock is {Math.Abs(ahead.TotalSeconds):N0} seconds {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the portal's.";
        return ahead.Duration() > s_clockLimit
            ? Failed(HealthCheck.Clock, seen, Reason.ClockSkew, Fixer.ServerAdministrator)
            : new HealthLine(
                HealthCheck.Clock,
                ahead.Duration() > s_clockLimit / 2
                    ? PreflightVerdict.Warning
                    : PreflightVerdict.Passed,
                seen
            );
    }

    private static HealthLine? Installation(Connection connection, Sight sight) =>
        sight switch
        {
            { Uninstalled: { } gone } => Failed(
                HealthCheck.Installation,
                gone.Message,
                Reason.Uninstalled,
                Fixer.You
            ),
            { Installation: { SuspendedAt: { } since } } => Failed(
                HealthCheck.Installation,
                $"Suspended since {since.UtcDateTime:d MMMM HH:mm} UTC.",
                Reason.Suspended,
                Fixer.You
            ),
            { Installation: { } answer } => new HealthLine(
                HealthCheck.Installation,
                PreflightVerdict.Passed,
                $"Installed on {answer.Account?.Name ?? connection.Installation?.Account}, with {(answer.RepositorySelection == "all" ? "all repositories" : "selected repositories")}."
            ),
            _ => null,
        };

    private static HealthLine? Token(Sight sight) =>
        sight.Token is { } token
            ? new HealthLine(
                HealthCheck.Token,
                PreflightVerdict.Passed,
                $"{(token.Milliseconds is null ? "The token in use" : "GitHub gave a token, which")} is good until {token.ExpiresAt?.UtcDateTime:HH:mm} UTC.",
                token.Milliseconds
            )
        : sight is { Installation.SuspendedAt: null, Failure: { } failure }
            ? new HealthLine(HealthCheck.Token, PreflightVerdict.Failed, failure.Message)
        : null;

    private static HealthLine? RateLimitLeft(Sight sight) =>
        sight.Limit switch
        {
            null => null,
            { Problem: { } problem } => new HealthLine(
                HealthCheck.RateLimit,
                PreflightVerdict.Unknown,
                problem
            ),
            { Left: { } left } => new HealthLine(
                HealthCheck.RateLimit,
                left.Remaining < left.Limit / 10
                    ? PreflightVerdict.Warning
                    : PreflightVerdict.Passed,
                $"{left.Remaining:N0} of {left.Limit:N0} requests left until {left.ResetAt.UtcDateTime:HH:mm} UTC.",
                Cause: left.Remaining < left.Limit / 10
                    ? "Somebody asks much with this installation. The portal waits when nothing is left, and goes on afterwards."
                    : null
            ),
            _ => new HealthLine(
                HealthCheck.RateLimit,
                PreflightVerdict.Passed,
                "The server limits nothing."
            ),
        };

    private static HealthLine? Permissions(Connection connection, Sight sight)
    {
        if (sight is not { OfApp: not null, Installation.SuspendedAt: null, Uninstalled: null })
        {
            return null;
        }

        // The rows hold what the answers said; while a check runs, what the one before said.
        return ComparePermissions.Missing(connection.App, connection.Installation!) is { } lacking
            ? new HealthLine(
                HealthCheck.Permissions,
                PreflightVerdict.Warning,
                lacking,
                Cause: ReasonText.Of(Reason.PermissionsMissing),
                Fixer: Fixer.You
            )
            : new HealthLine(
                HealthCheck.Permissions,
                PreflightVerdict.Passed,
                "All that the portal needs here is granted."
            );
    }

    private HealthLine Certificate(Data.Host host)
    {
        if (host.CertificateExpiresAt is not { } end)
        {
            return new HealthLine(
                HealthCheck.Certificate,
                PreflightVerdict.Unknown,
                host.WebUrl.StartsWith("http:", StringComparison.Ordinal)
                    ? "The host is reached without TLS."
                    : "The host's preflight has not seen it yet."
            );
        }

        var left = end - time.GetUtcNow();
        var seen =
            left > TimeSpan.Zero
                ? $"Good for {Words.Count((int)left.TotalDays, "day", "days")}, until {end.UtcDateTime:d MMMM yyyy}."
                : $"Expired on {end.UtcDateTime:d MMMM yyyy}.";
        return new HealthLine(
            HealthCheck.Certificate,
            left <= TimeSpan.Zero ? PreflightVerdict.Failed
                : left < s_certificateNotice ? PreflightVerdict.Warning
                : PreflightVerdict.Passed,
            seen,
            Cause: left < s_certificateNotice
                ? "The server needs a new certificate, or one of the authorities between needs to be replaced in what it sends along."
                : null,
            Fixer: left < s_certificateNotice ? Fixer.ServerAdministrator : null
        );
    }

    internal static HealthLine Failed(
        HealthCheck check,
        string seen,
        Reason? reason,
        Fixer? fixer,
        string? cause = null
    ) =>
        new(
            check,
            PreflightVerdict.Failed,
            seen,
            Cause: cause ?? (reason is { } why ? ReasonText.Of(why) : null),
            Fixer: fixer
        );

    private static Fixer FixerOf(Reason reason) =>
        reason switch
        {
            Reason.Unreachable => Fixer.NetworkTeam,
            Reason.TlsUntrusted
            or Reason.NotHttps
            or Reason.ClientCertificateWanted
            or Reason.ClockSkew
            or Reason.UnexpectedAnswer
            or Reason.RateLimited
            or Reason.UnsupportedVersion
            or Reason.Maintenance => Fixer.ServerAdministrator,
            _ => Fixer.You,
        };
}
