using Portal.Data;
using Portal.Hosts;

namespace Portal.Connections.Checks;

/// <summary>The lines of a connection's health about its webhook: how it is set, and whether deliveries arrive.</summary>
internal static class HookHealth
{
    public static HealthLine? Settings(App app, Sight sight)
    {
        if (sight.OfApp is not { } seen)
        {
            return null;
        }

        if (app.WebhookConfiguredAt is null)
        {
            return ReadHealth.Failed(
                HealthCheck.Webhook,
                "The server has not taken the portal's settings yet; each check tries again.",
                null,
                null
            );
        }

        if (WebhookSettings.Differ(app, seen.Hook) is { } difference)
        {
            return ReadHealth.Failed(
                HealthCheck.Webhook,
                difference,
                Reason.WebhookChanged,
                Fixer.You
            );
        }

        return new HealthLine(
            HealthCheck.Webhook,
            seen.Hook is null || app.WebhookUrl is null
                ? PreflightVerdict.Unknown
                : PreflightVerdict.Passed,
            seen.Hook is null ? $"They could not be read. {seen.HookProblem}".TrimEnd()
                : app.WebhookUrl is null
                    ? $"Left to the app's owner: it leads to {(string.IsNullOrEmpty(seen.Hook.Url) ? "nowhere" : WebhookSettings.Place(seen.Hook.Url))}."
                : "It leads here, sends JSON and verifies the portal's certificate."
        );
    }

    public static HealthLine? Inward(App app, Sight sight, InwardProof? proof, bool complete)
    {
        if (sight.OfApp is not { } seen || !complete)
        {
            return null;
        }

        if ((proof is null ? seen.Log?.FirstOrDefault() : proof.Seen) is not { } attempt)
        {
            return new HealthLine(
                HealthCheck.Inward,
                PreflightVerdict.Unknown,
                proof?.Problem
                    ?? (
                        seen.Log is null
                            ? $"GitHub's log of deliveries could not be read. {seen.LogProblem}".TrimEnd()
                            : "GitHub's log has no delivery of the last days: it is known with the next push, pull request or branch."
                    )
            );
        }

        var text =
            $"GitHub's log: {attempt.Event}{(attempt.Redelivery ? ", sent once more" : "")}, {attempt.DeliveredAt?.UtcDateTime:d MMMM HH:mm:ss} UTC, answered {HookLog.Answer(attempt)}.";
        return HookLog.Arrived(attempt)
            ? new HealthLine(
                HealthCheck.Inward,
                PreflightVerdict.Passed,
                text,
                HookLog.Milliseconds(attempt)
            )
            : ReadHealth.Failed(
                HealthCheck.Inward,
                text,
                attempt.StatusCode is 401 or 410 ? null : Reason.WebhooksNotArriving,
                attempt.StatusCode is 401 or 410 ? Fixer.You : Fixer.NetworkTeam,
                attempt.StatusCode switch
                {
                    401 =>
                        "The way is open, and the portal refused the signature: make a new webhook secret under the app's credentials.",
                    410 =>
                        "The way is open: this is how the portal answers for an app that was disconnected.",
                    _ => null,
                }
            );
    }
}
