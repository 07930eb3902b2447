using System.Text.Json.Serialization;
using Portal.Secrets;

namespace Portal.GitHub;

// The parts of GitHub's answers that the portal uses, named as GitHub names them.
// https://docs.github.com/enterprise-server@3.19/rest

public sealed record MetaAnswer(string? InstalledVersion);

public sealed record AccountAnswer(long Id, string? Login, string? Slug, string? Type)
{
    /// <summary>The account's name in URLs: enterprises have a slug where others have a login.</summary>
    public string Name => Login ?? Slug ?? "";
}

public sealed record AppAnswer(
    long Id,
    string? Slug,
    string Name,
    string? ClientId,
    AccountAnswer? Owner,
    Dictionary<string, string>? Permissions,
    IReadOnlyList<string>? Events
);

/// <summary>The one answer that holds an app's credentials; GitHub gives it once.</summary>
public sealed record ConversionAnswer(
    long Id,
    string? Slug,
    string Name,
    string ClientId,
    SecretText ClientSecret,
    SecretText? WebhookSecret,
    SecretText Pem,
    AccountAnswer? Owner,
    Dictionary<string, string>? Permissions,
    IReadOnlyList<string>? Events
);

public sealed record InstallationAnswer(
    long Id,
    AccountAnswer? Account,
    long AppId,
    string RepositorySelection,
    Dictionary<string, string>? Permissions,
    IReadOnlyList<string>? Events,
    string? HtmlUrl,
    DateTimeOffset? SuspendedAt
);

public sealed record InstallationRequestAnswer(
    long Id,
    AccountAnswer? Account,
    AccountAnswer? Requester
);

public sealed record AccessTokenAnswer(SecretText Token, DateTimeOffset ExpiresAt);

public sealed record RepositoryPage(int TotalCount, IReadOnlyList<RepositoryAnswer> Repositories);

public sealed record RepositoryAnswer(
    long Id,
    string FullName,
    string? Description,
    bool Private,
    string? Visibility,
    string? DefaultBranch,
    bool Archived,
    int OpenIssuesCount,
    DateTimeOffset? PushedAt
);

public sealed record BranchAnswer(string? Ref);

public sealed record PullRequestAnswer(
    int Number,
    string State,
    string Title,
    bool? Draft,
    AccountAnswer? User,
    BranchAnswer Head,
    BranchAnswer Base,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

public sealed record PersonAnswer(long Id, string Login, bool SiteAdmin);

public sealed record PersonInstallations(
    int TotalCount,
    IReadOnlyList<InstallationAnswer> Installations
);

public sealed record PersonTokenAnswer(
    SecretText? AccessToken,
    string? Error,
    string? ErrorDescription
);

public sealed record HookDeliveryAnswer(
    long Id,
    Guid Guid,
    string Event,
    int StatusCode,
    bool Redelivery
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
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
internal sealed partial class GitHubJson : JsonSerializerContext;
