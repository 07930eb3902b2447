using Portal.Apps;
using Portal.Data;

namespace Portal.GitHubConnect.Search;

/// <summary>An installation that is searched, for one person.</summary>
/// <param name="Installation">With its app and that one's host.</param>
/// <param name="MayReadPrivate">The administrator allows it on the feature, and the person has a grant on the connection.</param>
/// <param name="PublicRepositories">Those that the portal knows to be public.</param>
public sealed record SearchPlace(
    Guid ConnectionId,
    Installation Installation,
    LinkSide Side,
    bool MayReadPrivate,
    IReadOnlySet<string> PublicRepositories
)
{
    public Data.Host Host => Installation.App.Host;

    /// <summary>"acme on github.com".</summary>
    public string Name => $"{Installation.Account} on {Host.Name}";

    public bool May(SearchKind kind) =>
        AppPermissions.Covers(
            AppPermissions
                .ReadLevels(Installation.Permissions)
                .GetValueOrDefault(SearchKinds.Permission(kind)),
            "read"
        );
}

/// <summary>Why results are missing, in a sentence.</summary>
/// <param name="MayPass">Trying again may help.</param>
/// <param name="AppId">The app whose permissions are to be looked at, if that is why.</param>
public sealed record SearchNotice(string Sentence, bool MayPass = false, Guid? AppId = null)
{
    /// <summary>A side did not answer, or could not be asked: whoever looks after the link should know.</summary>
    public bool IsFailure { get; init; }
}

/// <summary>Where a search of a link looks, for one person, and why not elsewhere.</summary>
public sealed record SearchPlan(
    Link Link,
    IReadOnlyList<SearchPlace> Places,
    IReadOnlyList<SearchNotice> Notices
);
