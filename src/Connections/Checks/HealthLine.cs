using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;
using Portal.Hosts;

namespace Portal.Connections.Checks;

/// <summary>What the health of a connection consists of, in the order in which it is asked.</summary>
public enum HealthCheck
{
    Key,
    Clock,
    Installation,
    Token,
    RateLimit,
    Permissions,
    Certificate,
    Webhook,
    Inward,
}

/// <summary>One line of a connection's health.</summary>
/// <param name="Seen">What was measured or seen, in words; never a secret.</param>
/// <param name="Milliseconds">How long GitHub took, where that tells something.</param>
/// <param name="Cause">What it means, where something is to be done.</param>
public sealed record HealthLine(
    HealthCheck Check,
    PreflightVerdict Verdict,
    string Seen,
    int? Milliseconds = null,
    string? Cause = null,
    Fixer? Fixer = null
)
{
    internal static string Write(IReadOnlyList<HealthLine> lines) =>
        JsonSerializer.Serialize(lines, HealthJson.Default.IReadOnlyListHealthLine);

    /// <summary>The lines that the last check left.</summary>
    public static IReadOnlyList<HealthLine> Read(ConnectionHealth health) =>
        JsonSerializer.Deserialize(health.Lines, HealthJson.Default.IReadOnlyListHealthLine) ?? [];

    public static string Of(HealthCheck check) =>
        check switch
        {
            HealthCheck.Key => "Portal → GitHub",
            HealthCheck.Clock => "Clock",
            HealthCheck.Installation => "Installation",
            HealthCheck.Token => "Token",
            HealthCheck.RateLimit => "Rate limit",
            HealthCheck.Permissions => "Permissions",
            HealthCheck.Certificate => "Certificate",
            HealthCheck.Webhook => "Webhook settings",
            HealthCheck.Inward => "GitHub → portal",
        };
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IReadOnlyList<HealthLine>))]
internal sealed partial class HealthJson : JsonSerializerContext;
