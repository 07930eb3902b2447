using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>
/// The step of a preflight that asks whether GitHub reaches the portal. Only GitHub's own delivery log tells: a request of the
/// portal to itself takes another way and proves nothing.
/// https://docs.github.com/rest/apps/webhooks#list-deliveries-for-an-app-webhook
/// </summary>
public sealed class PreflightInward(AppApi github)
{
    internal async Task<PreflightStep> LookAsync(App? app, CancellationToken cancellationToken)
    {
        if (app is null)
        {
            return Unknown(
                "There is no app on this host yet, so GitHub has delivered nothing. It is known after the first app's first delivery."
            );
        }

        List<HookDeliveryAnswer> deliveries;
        try
        {
            deliveries = await github.ListDeliveriesAsync(app, cancellationToken);
        }
        catch (GitHubException failure)
        {
            return Unknown($"GitHub's delivery log could not be read: {failure.Message}");
        }

        if (deliveries.MaxBy(delivery => delivery.DeliveredAt) is not { } newest)
        {
            return Unknown("GitHub's log has no delivery of the last days.");
        }

        var seen =
            $"GitHub's log: {newest.Event}, delivered {newest.DeliveredAt?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, answered {(newest.StatusCode == 0 ? "nothing" : newest.StatusCode)}{(newest.Status is { Length: > 0 } status ? $" ({status})" : "")}.";
        return newest.StatusCode switch
        {
            >= 200 and < 300 => new PreflightStep(
                PreflightCheck.Inward,
                PreflightVerdict.Passed,
                seen
            ),
            // It came here, and was turned away.
            401 or 410 => new PreflightStep(
                PreflightCheck.Inward,
                PreflightVerdict.Warning,
                seen,
                Cause: "The way is open: this is how the portal itself answers a delivery with another signature than the app's webhook secret makes (401), or for an app that was disconnected (410). A new webhook secret, under the app's credentials, mends the first.",
                Fixer: Fixer.You
            ),
            _ => new PreflightStep(
                PreflightCheck.Inward,
                PreflightVerdict.Failed,
                seen,
                Reason: Reason.WebhooksNotArriving,
                Cause: "The server cannot connect to the portal's address, does not trust its certificate, or a gateway before the portal answers.",
                Fixer: Fixer.NetworkTeam
            ),
        };
    }

    private static PreflightStep Unknown(string seen) =>
        new(PreflightCheck.Inward, PreflightVerdict.Unknown, seen);
}
