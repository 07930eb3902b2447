using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;

namespace Portal.Hosts;

/// <summary>What a preflight looks at, in its order.</summary>
public enum PreflightCheck
{
    Url,
    Dns,
    Tcp,
    Tls,
    Http,
    GitHub,
    PrivateMode,
    Maintenance,
    Clock,
    Names,
    Inward,
}

public enum PreflightVerdict
{
    Passed,

    /// <summary>It works, and something about it wants attention.</summary>
    Warning,
    Failed,

    /// <summary>It could not be found out; the step says why.</summary>
    Unknown,

    /// <summary>An earlier step failed.</summary>
    NotRun,
}

/// <summary>Who can put a failed step right.</summary>
public enum Fixer
{
    You,
    ServerAdministrator,
    NetworkTeam,
}

/// <summary>One line of the checklist.</summary>
/// <param name="Seen">What was measured or seen, in words; never a secret.</param>
/// <param name="Milliseconds">How long it took, where that tells something.</param>
/// <param name="Reason">What it means for the host's state.</param>
/// <param name="Cause">The likely cause of what failed.</param>
public sealed record PreflightStep(
    PreflightCheck Check,
    PreflightVerdict Verdict,
    string Seen,
    int? Milliseconds = null,
    Reason? Reason = null,
    string? Cause = null,
    Fixer? Fixer = null
)
{
    internal static string Write(IReadOnlyList<PreflightStep> steps) =>
        JsonSerializer.Serialize(steps, PreflightJson.Default.IReadOnlyListPreflightStep);

    /// <summary>The steps of a stored run.</summary>
    public static IReadOnlyList<PreflightStep> Read(PreflightRun run) =>
        JsonSerializer.Deserialize(run.Steps, PreflightJson.Default.IReadOnlyListPreflightStep)
        ?? [];
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IReadOnlyList<PreflightStep>))]
internal sealed partial class PreflightJson : JsonSerializerContext;
