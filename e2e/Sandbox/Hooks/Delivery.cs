namespace Sandbox.Hooks;

/// <summary>One attempt to deliver a webhook, with what was sent and what came back.</summary>
public sealed record Delivery
{
    public required long Id { get; init; }

    /// <summary>Of the event: a redelivery has the same one.</summary>
    public required string EventGuid { get; init; }
    public required App App { get; init; }
    public required string Event { get; init; }
    public string? Action { get; init; }
    public long? InstallationId { get; init; }
    public long? RepositoryId { get; init; }
    public bool Redelivery { get; init; }
    public required byte[] Payload { get; init; }
    public required string Url { get; init; }
    public required DateTimeOffset DeliveredAt { get; init; }
    public double Duration { get; init; }

    /// <summary>"OK", or why not.</summary>
    public string Status { get; init; } = "";
    public int StatusCode { get; init; }
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    public IReadOnlyDictionary<string, string>? ResponseHeaders { get; init; }
    public string? ResponseBody { get; init; }

    public bool Succeeded => StatusCode is >= 200 and < 300;
}
