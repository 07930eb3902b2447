using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Secrets;

namespace Portal.GitHub;

// The parts of GitHub's answers that the portal uses, named as GitHub names them.
// https://docs.github.com/enterprise-server@3.19/rest
// What has no default must be there and not be null: an answer without it is not one that the portal understands.

public sealed record MetaAnswer(string? InstalledVersion = null);

public sealed record AccountAnswer(
    long Id,
    string? Login = null,
    string? Slug = null,
    string? Type = null
)
{
    /// <summary>The account's name in URLs: enterprises have a slug where others have a login.</summary>
    public string Name => Login ?? Slug ?? "";
}

public sealed record AppAnswer(
    long Id,
    string Name,
    string? Slug = null,
    string? ClientId = null,
    AccountAnswer? Owner = null,
    Dictionary<string, string>? Permissions = null,
    IReadOnlyList<string>? Events = null,
    string? HtmlUrl = null
);

/// <summary>The one answer that holds an app's credentials; GitHub gives it once.</summary>
public sealed record ConversionAnswer(
    long Id,
    string Name,
    string ClientId,
    SecretText ClientSecret,
    SecretText Pem,
    SecretText? WebhookSecret = null,
    string? Slug = null,
    AccountAnswer? Owner = null,
    Dictionary<string, string>? Permissions = null,
    IReadOnlyList<string>? Events = null,
    string? HtmlUrl = null
);

public sealed record InstallationAnswer(
    long Id,
    AccountAnswer? Account = null,
    string RepositorySelection = "",
    Dictionary<string, string>? Permissions = null,
    IReadOnlyList<string>? Events = null,
    string? HtmlUrl = null,
    DateTimeOffset? SuspendedAt = null,
    AccountAnswer? SuspendedBy = null
);

public sealed record InstallationRequestAnswer(
    long Id,
    AccountAnswer? Account = null,
    AccountAnswer? Requester = null
);

public sealed record AccessTokenAnswer(SecretText Token, DateTimeOffset ExpiresAt);

public sealed record RepositoryPage(IReadOnlyList<RepositoryAnswer> Repositories);

public sealed record RepositoryAnswer(
    long Id,
    string FullName,
    string? Description = null,
    bool Private = true,
    string? Visibility = null,
    string? DefaultBranch = null,
    bool Archived = false,
    int OpenIssuesCount = 0,
    DateTimeOffset? PushedAt = null
);

public sealed record BranchAnswer(string? Ref = null);

public sealed record PullRequestAnswer(
    int Number,
    string State,
    string Title,
    BranchAnswer Head,
    BranchAnswer Base,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool? Draft = null,
    AccountAnswer? User = null
);

/// <param name="NodeId">The account's id in GraphQL, which stays when it is renamed.</param>
public sealed record PersonAnswer(
    long Id,
    string Login,
    bool SiteAdmin = false,
    string? NodeId = null
);

public sealed record PersonInstallations(IReadOnlyList<InstallationAnswer> Installations);

public sealed record PersonTokenAnswer(
    SecretText? AccessToken = null,
    string? Error = null,
    string? ErrorDescription = null
);

/// <summary>An app's webhook. Its secret is only ever shown as stars.</summary>
/// <param name="InsecureSsl">"0" or 0 where TLS is verified, "1" or 1 where it is not.</param>
public sealed record HookConfigAnswer(
    string? Url = null,
    string? ContentType = null,
    JsonElement? InsecureSsl = null
);

public sealed record HookDeliveryAnswer(
    long Id,
    Guid Guid,
    string Event,
    int StatusCode = 0,
    bool Redelivery = false,
    DateTimeOffset? DeliveredAt = null,
    string? Status = null,
    double? Duration = null
);

/// <summary>https://docs.github.com/rest/rate-limit/rate-limit</summary>
public sealed record RateLimitsAnswer(RateLimitResources Resources);

public sealed record RateLimitResources(RateLimitAnswer Core);

/// <param name="Reset">In seconds since 1970.</param>
public sealed record RateLimitAnswer(int Limit, int Remaining, long Reset);

/// <summary>The servers that report their licences to an enterprise on a cloud, as its licence page lists them.</summary>
public sealed record LicenseSyncAnswer(IReadOnlyList<SyncedServerAnswer> ServerInstances);

public sealed record SyncedServerAnswer(
    string? ServerId = null,
    string? Hostname = null,
    LastSyncAnswer? LastSync = null
);

/// <param name="Date">When; as GitHub writes it.</param>
public sealed record LastSyncAnswer(
    string? Date = null,
    string? Status = null,
    string? Error = null
);

/// <summary>The server's seats; GitHub says "unlimited" where a number is not limited.</summary>
public sealed record SeatsAnswer(JsonElement Seats, int SeatsUsed);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(MetaAnswer))]
[JsonSerializable(typeof(AppAnswer))]
[JsonSerializable(typeof(ConversionAnswer))]
[JsonSerializable(typeof(InstallationAnswer))]
[JsonSerializable(typeof(List<InstallationAnswer>))]
[JsonSerializable(typeof(List<InstallationRequestAnswer>))]
[JsonSerializable(typeof(AccessTokenAnswer))]
[JsonSerializable(typeof(RepositoryPage))]
[JsonSerializable(typeof(RepositoryAnswer))]
[JsonSerializable(typeof(PullRequestAnswer))]
[JsonSerializable(typeof(List<PullRequestAnswer>))]
[JsonSerializable(typeof(PersonAnswer))]
[JsonSerializable(typeof(PersonInstallations))]
[JsonSerializable(typeof(PersonTokenAnswer))]
[JsonSerializable(typeof(List<HookDeliveryAnswer>))]
[JsonSerializable(typeof(HookConfigAnswer))]
[JsonSerializable(typeof(RateLimitsAnswer))]
[JsonSerializable(typeof(SeatsAnswer))]
[JsonSerializable(typeof(LicenseSyncAnswer))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, JsonElement>>))]
internal sealed partial class GitHubJson : JsonSerializerContext;
