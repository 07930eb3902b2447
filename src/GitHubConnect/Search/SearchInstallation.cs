using Portal.GitHub;

namespace Portal.GitHubConnect.Search;

/// <summary>
/// The results of one installation, read 100 at a time, and without what the person may not see. What goes wrong ends the list
/// there, with a notice: the other lists go on.
/// </summary>
internal sealed class SearchInstallation(
    SearchApi api,
    SearchPlace place,
    SearchKind kind,
    string text,
    TimeProvider time
) : IReadResults
{
    /// <summary>A person waits: nobody is waited for longer, though GitHub's answer might still come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string? _query = SearchText.For(place, kind, text);
    private readonly List<SearchHit> _hits = [];
    private int _pages;
    private int _hidden;
    private double _best;

    public Results Known { get; private set; } = Results.Unread;

    public SearchNotice? Notice { get; private set; }

    public async Task ReachAsync(int depth, CancellationToken cancellationToken)
    {
        if (_query is null)
        {
            Known = new Results([], IsWhole: true);
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        while (!Known.IsWhole && _hits.Count < depth)
        {
            try
            {
                var more = await ReadAsync(_query, _pages + 1, either.Token);
                _pages++;
                Known = new Results([.. _hits], IsWhole: !more);
            }
            catch (GitHubException failure)
            {
                End($"{place.Name}: {failure.Message}", mayPass: true);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                End(
                    $"{place.Name} did not answer within {Patience.TotalSeconds} seconds.",
                    mayPass: true
                );
            }
        }
    }

    /// <summary>Reads one page; whether there is another.</summary>
    private Task<bool> ReadAsync(string query, int page, CancellationToken cancellationToken) =>
        kind switch
        {
            SearchKind.Repositories => TakeAsync(
                api.RepositoriesAsync(place.Installation, query, page, cancellationToken),
                found => found.Score,
                ReadHit.Of
            ),
            SearchKind.Issues or SearchKind.PullRequests => TakeAsync(
                api.IssuesAsync(place.Installation, query, page, cancellationToken),
                found => found.Score,
                ReadHit.Of
            ),
            SearchKind.Code => TakeAsync(
                api.CodeAsync(place.Installation, query, page, cancellationToken),
                found => found.Score,
                ReadHit.Of
            ),
        };

    private async Task<bool> TakeAsync<T>(
        Task<SearchAnswer<T>> reading,
        Func<T, double> score,
        Func<SearchPlace, T, SearchHit> read
    )
    {
        var answer = await reading;
        foreach (var found in answer.Items)
        {
            _best = Math.Max(_best, score(found));
            var hit = read(place, found);
            if (hit.IsPublic || place.MayReadPrivate)
            {
                _hits.Add(hit with { Share = _best > 0 ? score(found) / _best : 1 });
            }
            else
            {
                _hidden++;
            }
        }

        Notice ??= WhatIsMissing(answer);
        return answer.HasMore;
    }

    /// <summary>Says nothing that depends on results that the person may not see.</summary>
    private SearchNotice? WhatIsMissing<T>(SearchAnswer<T> answer) =>
        answer.Complaint is { } complaint
            // Each side, and each account, is asked; those that do not have what is named just have no results.
            ? complaint.Contains("cannot be searched", StringComparison.Ordinal)
                ? null
                : new SearchNotice($"{place.Name} cannot search for this: {complaint}")
            : answer.IncompleteResults
                ? new SearchNotice(
                    $"{place.Name} did not finish its search in time and gave what it had; there may be more.",
                    MayPass: true
                )
                : _hidden == 0 && _hits.Count >= SearchApi.MostResults
                    ? new SearchNotice(
                        $"{place.Name} gives out the first {SearchApi.MostResults:N0} results of a search. Narrow the search to reach others."
                    )
                    : null;

    private void End(string sentence, bool mayPass)
    {
        Notice = new SearchNotice(sentence, mayPass) { IsFailure = true };
        Known = Known with { IsWhole = true };
    }
}
