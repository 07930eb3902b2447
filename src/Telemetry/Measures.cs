using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Portal.Telemetry;

/// <summary>
/// What the portal tells about its work, by the names of OpenTelemetry. Nobody pays for it while nobody listens. Names of hosts,
/// events and results are told; never an address with what follows its host, a token, a payload or a person.
/// https://opentelemetry.io/docs/specs/semconv/
/// </summary>
public static class Measures
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "Portal";

    public static readonly ActivitySource Spans = new(Name);

    private static readonly Meter s_meter = new(Name);

    /// <summary>Seconds from a delivery's body to its answer; result is what the sender is told.</summary>
    public static readonly Histogram<double> Intake = Seconds(
        "portal.delivery.intake.duration",
        "From a delivery's last byte to the decision about it"
    );

    /// <summary>Seconds that an attempt to handle a delivery took; with its event and what came of it.</summary>
    public static readonly Histogram<double> Handling = Seconds(
        "portal.delivery.handling.duration",
        "One attempt to handle a delivery"
    );

    /// <summary>Seconds of a call to a GitHub; with its host, method and status, or why there was none.</summary>
    public static readonly Histogram<double> Calls = Seconds(
        "portal.github.call.duration",
        "One call to a GitHub"
    );

    /// <summary>Seconds of a check of a connection; with the reason that followed, or "none".</summary>
    public static readonly Histogram<double> Checks = Seconds(
        "portal.connection.check.duration",
        "One check of a connection"
    );

    /// <summary>Adds a number that is asked for when somebody collects.</summary>
    public static void Observe(
        string name,
        string description,
        Func<IEnumerable<Measurement<long>>> read
    ) => s_meter.CreateObservableGauge(name, read, unit: null, description);

    private static Histogram<double> Seconds(string name, string description) =>
        s_meter.CreateHistogram<double>(name, unit: "s", description);
}
