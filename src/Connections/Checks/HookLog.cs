using Portal.GitHub;

namespace Portal.Connections.Checks;

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
        log is [var newest, ..] && !Arrived(newest) && !(newest.DeliveredAt <= lastArrival)
            ? newest
            : null;

    public static bool Arrived(HookDeliveryAnswer delivery) =>
        delivery.StatusCode is >= 200 and < 300;

    /// <summary>How long GitHub waited for the answer; null where it does not say.</summary>
    public static int? Milliseconds(HookDeliveryAnswer delivery) =>
        delivery.Duration is { } seconds and >= 0 and < 1000
            ? (int)Math.Round(seconds * 1000)
            : null;

    /// <summary>What GitHub got for an answer: "202", "502 (Bad Gateway)", "no answer".</summary>
    public static string Answer(HookDeliveryAnswer delivery) =>
        Arrived(delivery) ? $"{delivery.StatusCode}"
        : delivery.StatusCode > 0 ? $"{delivery.StatusCode} ({delivery.Status ?? "no status"})"
        : delivery.Status ?? "no answer";

    /// <summary>What GitHub saw, in words.</summary>
    public static string Describe(IReadOnlyList<HookDeliveryAnswer> log, HookDeliveryAnswer newest)
    {
        var failed = log.TakeWhile(delivery => !Arrived(delivery)).Count();
        var advice = newest.StatusCode switch
        {
            401 =>
                " The portal refused the signature: make a new webhook secret under the app's credentials.",
            _ => "",
        };
        return $"GitHub's log: {(failed == 1 ? "the newest delivery" : $"the newest {failed:N0} deliveries")} failed, the last one ({newest.Event}) at {newest.DeliveredAt:HH:mm} UTC on {newest.DeliveredAt:d MMMM} with {Answer(newest)}.{advice}";
    }
}
