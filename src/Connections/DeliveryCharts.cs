using Portal.Data;
using Portal.Ui;

namespace Portal.Connections;

/// <summary>Deliveries as small charts, with the words for whoever does not see them.</summary>
public static class DeliveryCharts
{
    public static MiniChart Nothing { get; } = new("", "", "No deliveries in 24 hours");

    /// <param name="received">The last 48 half hours, the present one last.</param>
    /// <param name="failed">Attempts to handle one that failed, likewise.</param>
    public static MiniChart Day(int[] received, int[] failed)
    {
        var (all, bad) = (received.Sum(), failed.Sum());
        return all + bad == 0
            ? Nothing
            : MiniChart.Of(
                received,
                failed,
                $"{Words.Count(all, "delivery", "deliveries")} in 24 hours, {(bad == 0 ? "none failed" : $"{Words.Count(bad, "attempt", "attempts")} to handle one failed")}"
            );
    }
}
