using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect.Search;

/// <param name="Page">From 1.</param>
public sealed record SearchRequest(Guid LinkId, SearchKind Kind, string Text, int Page = 1);

/// <summary>A page of what was found on both sides.</summary>
/// <param name="Page">The page that this is: the last, where one beyond it was asked for.</param>
/// <param name="Known">How many results are known; with <paramref name="IsWhole"/> these are all.</param>
/// <param name="Problem">Why nothing was searched, in a sentence; null when something was.</param>
public sealed record SearchPage(
    IReadOnlyList<SearchHit> Hits,
    int Page,
    int Known,
    bool IsWhole,
    IReadOnlyList<SearchNotice> Notices,
    string? Problem = null
)
{
    public const int Size = 20;

    /// <summary>Of all places that were searched, somewhere private repositories were left out.</summary>
    public bool LeavesPrivateOut { get; init; }
}

/// <summary>
/// Searches the server and the cloud account of a link side by side, and merges what both find. Private repositories are found
/// only where the feature allows it and the person has a grant on the connection, and that is in the audit log before anybody
/// sees them.
/// </summary>
public sealed class UnifiedSearch(
    PlanSearch plans,
    SearchApi api,
    RecentSearches recent,
    NoteSearch note,
    AuditLog audit,
    TimeProvider time
)
{
    /// <param name="anew">Asks GitHub again, also where the same was searched for a moment ago.</param>
    public async Task<SearchPage> RunAsync(
        SearchRequest request,
        Actor actor,
        bool anew,
        CancellationToken cancellationToken
    )
    {
        var text = request.Text.Trim();
        if (SearchText.Problem(text) is { } problem)
        {
            return Nothing(problem);
        }

        var plan = await plans.RunAsync(request.LinkId, request.Kind, actor.Id, cancellationToken);
        if (plan is null)
        {
            return Nothing("Unified search is not switched on here, or the link was disabled.");
        }

        var search = recent.Get(
            RecentSearches.Key(actor, plan, request.Kind, text),
            anew,
            () => new RunningSearch(api, plan, request.Kind, text, time)
        );
        var farthest = Math.Max(1, plan.Places.Count * SearchApi.MostResults / SearchPage.Size);
        var wanted = Math.Clamp(request.Page, 1, farthest);
        return await search.ReadAsync(
            // One more than is shown tells whether there is a next page.
            wanted * SearchPage.Size
                + 1,
            async (results, notices) =>
            {
                var last = Math.Max(
                    1,
                    (results.Hits.Count + SearchPage.Size - 1) / SearchPage.Size
                );
                var page = Math.Min(wanted, last);
                if (search.ShownPages.Add(page))
                {
                    await AuditAsync(plan, request.Kind, text, page, actor, cancellationToken);
                    if (search.ShownPages.Count == 1)
                    {
                        await note.RunAsync(plan.Link, notices, cancellationToken);
                    }
                }

                return new SearchPage(
                    [.. results.Hits.Skip((page - 1) * SearchPage.Size).Take(SearchPage.Size)],
                    page,
                    results.Hits.Count,
                    results.IsWhole,
                    notices
                )
                {
                    LeavesPrivateOut = plan.Places.Any(place => !place.MayReadPrivate),
                };
            },
            cancellationToken
        );
    }

    private static SearchPage Nothing(string problem) => new([], 1, 0, IsWhole: true, [], problem);

    private async Task AuditAsync(
        SearchPlan plan,
        SearchKind kind,
        string text,
        int page,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var opened = plan
            .Places.Where(place => place.MayReadPrivate)
            .Select(place => place.Name)
            .ToList();
        if (opened.Count == 0)
        {
            return;
        }

        await audit.WriteAsync(
            actor,
            $"searched for {SearchKinds.Of(kind).ToLowerInvariant()}, private repositories too, in {string.Join(", ", opened)}{(page > 1 ? $" (page {page:N0})" : "")}:",
            text,
            cancellationToken
        );
    }
}
