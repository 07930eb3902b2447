using System.Text.Json.Nodes;

namespace Sandbox;

/// <summary>One check of an app on one commit.</summary>
public sealed class CheckRun
{
    public required long Id { get; init; }
    public required App App { get; init; }
    public required Repository Repository { get; init; }
    public required long SuiteId { get; init; }
    public required string HeadSha { get; init; }
    public required string Name { get; set; }
    public string? DetailsUrl { get; set; }
    public string ExternalId { get; set; } = "";

    /// <summary>"queued", "in_progress" or "completed".</summary>
    public string Status { get; set; } = "queued";
    public string? Conclusion { get; set; }
    public required DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public string? OutputTitle { get; set; }
    public string? OutputSummary { get; set; }
    public string? OutputText { get; set; }

    /// <summary>Each request adds to them.</summary>
    public List<JsonObject> Annotations { get; } = [];
}
