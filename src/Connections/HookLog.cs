using Portal.GitHub;

namespace Portal.Connections;

/// <summary>Reads GitHub's own log of an app's deliveries: whether they arrive at the portal.</summary>
internal static class HookLog
{
    /// <summary>The newest delivery, when it and all since the last that arrived failed; null when deliveries arrive.</summary>
    /// <param name="log">GitHub's log, newest first.</param>
    /// <param name="lastArrival">When the portal last received a delivery that it could verify.</param>
    public static HookDeliveryAnswer? Failing(
        IReadOnlyList<HookDeliveryAnswer>? log,
        DateTimeOffset? lastArrival
    ) =>
        log is [var newest, ..]
        && newest.StatusCode is < 200 or >= 300
        && !(newest.DeliveredAt <= lastArrival)
            ? newest
            : null;

    /// <summary>What GitHub saw, in words.</summary>
    public static string Describe(IReadOnlyList<HookDeliveryAnswer> log, HookDeliveryAnswer newest)
    {
        var failed = log.TakeWhile(delivery => delivery.StatusCode is < 200 or >= 300).Count();
        var seen =
            newest.StatusCode > 0
                ? $"{newest.StatusCode} ({newest.Status ?? "no status"})"
                : newest.Status ?? "no answer";
        var advice = newest.StatusCode switch
        {
            401 =>
                " The portal refused the signature: make a new webhook secret under the app's credentials.",
            _ => "",
        };
        return $"GitHub's log: {(failed == 1 ? "the newest delivery" : $"the newest {failed:N0} deliveries")} failed, the last one ({newest.Event}) at {newest.DeliveredAt:HH:mm} UTC on {newest.DeliveredAt:d MMMM} with {seen}.{advice}";
    }
}
