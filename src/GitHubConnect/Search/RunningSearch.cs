using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect.Search;

/// <summary>
/// One search of one person: read as far as somebody turned its pages, one reader at a time. Its order never changes, so that
/// no page repeats or skips what another shows.
/// </summary>
internal sealed class RunningSearch
{
    private readonly Lock _gate = new();
    private readonly List<SearchInstallation> _lists;
    private readonly ReadSideBySide _all;
    private Task _turn = Task.CompletedTask;

    public RunningSearch(
        SearchApi api,
        SearchPlan plan,
        SearchKind kind,
        string text,
        TimeProvider time
    )
    {
        Plan = plan;
        BegunAt = time.GetUtcNow();
        _lists =
        [
            .. plan.Places.Select(place => new SearchInstallation(api, place, kind, text, time)),
        ];
        // Each side counts as one, however many accounts it has.
        _all = new ReadSideBySide([
            .. Enum.GetValues<LinkSide>()
                .Select(side => new ReadSideBySide([
                    .. plan
                        .Places.Zip(_lists)
                        .Where(pair => pair.First.Side == side)
                        .Select(pair => pair.Second),
                ])),
        ]);
    }

    public SearchPlan Plan { get; }

    public DateTimeOffset BegunAt { get; }

    /// <summary>The pages that were shown, once each is in the audit log.</summary>
    public HashSet<int> ShownPages { get; } = [];

    /// <summary>Reads so far, and lets <paramref name="use"/> use what is known before anybody else reads on.</summary>
    public Task<T> ReadAsync<T>(
        int depth,
        Func<Results, IReadOnlyList<SearchNotice>, Task<T>> use,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            var turn = AfterAsync(_turn, depth, use, cancellationToken);
            _turn = turn;
            return turn;
        }
    }

    private async Task<T> AfterAsync<T>(
        Task before,
        int depth,
        Func<Results, IReadOnlyList<SearchNotice>, Task<T>> use,
        CancellationToken cancellationToken
    )
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding
        );
        await _all.ReachAsync(depth, cancellationToken);
        return await use(
            _all.Known,
            [
                .. Plan
                    .Notices.Concat(_lists.Select(list => list.Notice).OfType<SearchNotice>())
                    .Distinct(),
            ]
        );
    }
}
