using Portal.Data;

namespace Portal.GitHubConnect.Search;

/// <summary>
/// Remembers searches for a few minutes, in memory, so that whoever turns pages sees slices of one list, and GitHub is not
/// asked again. A search is found again only by the same person with the same rights.
/// </summary>
public sealed class RecentSearches(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RunningSearch> _searches = new(StringComparer.Ordinal);

    /// <param name="anew">Forgets what was found before.</param>
    internal RunningSearch Get(string key, bool anew, Func<RunningSearch> begin)
    {
        lock (_gate)
        {
            var end = time.GetUtcNow() - s_kept;
            foreach (var (old, _) in _searches.Where(pair => pair.Value.BegunAt <= end).ToList())
            {
                _searches.Remove(old);
            }

            if (anew || !_searches.TryGetValue(key, out var search))
            {
                _searches[key] = search = begin();
            }

            if (_searches.Count > Most)
            {
                _searches.Remove(_searches.MinBy(pair => pair.Value.BegunAt).Key);
            }

            return search;
        }
    }

    internal static string Key(Actor actor, SearchPlan plan, SearchKind kind, string text) =>
        string.Join(
            '\n',
            plan.Places.Select(place =>
                    $"{place.ConnectionId} {place.Installation.Id} {place.MayReadPrivate}"
                )
                .Prepend($"{actor.Id} {plan.Link.Id} {kind}")
                .Append(text)
        );
}
