using System.Text.Json.Serialization;

namespace Portal.GitHub;

// The parts of the answers of GitHub's search that the portal uses, as in GitHubModels.cs. How many results there are in all
// is not read: the number counts private repositories, too.
// https://docs.github.com/enterprise-server@3.19/rest/search/search

/// <summary>A page of what was found, best first.</summary>
public sealed record SearchAnswer<T>(IReadOnlyList<T> Items, bool IncompleteResults = false)
{
    /// <summary>There is another page, and GitHub gives it out.</summary>
    [JsonIgnore]
    public bool HasMore { get; init; }

    /// <summary>What GitHub does not understand or allow in the search, in its own words; null when it searched.</summary>
    [JsonIgnore]
    public string? Complaint { get; init; }
}

public sealed record FoundRepository(
    string FullName,
    string HtmlUrl,
    string? Description = null,
    bool Private = true,
    string? Visibility = null,
    bool Archived = false,
    string? Language = null,
    DateTimeOffset? PushedAt = null,
    double Score = 0
);

/// <summary>An issue, or a pull request, which is one, too. GitHub does not always say which repository it is in but by its address.</summary>
public sealed record FoundIssue(
    int Number,
    string Title,
    string State,
    string HtmlUrl,
    string RepositoryUrl,
    RepositoryAnswer? Repository = null,
    AccountAnswer? User = null,
    bool? Draft = null,
    DateTimeOffset? UpdatedAt = null,
    double Score = 0
);

public sealed record FoundFile(
    string Path,
    string HtmlUrl,
    RepositoryAnswer Repository,
    double Score = 0
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(SearchAnswer<FoundRepository>))]
[JsonSerializable(typeof(SearchAnswer<FoundIssue>))]
[JsonSerializable(typeof(SearchAnswer<FoundFile>))]
internal sealed partial class SearchJson : JsonSerializerContext;
