namespace Portal.GitHubConnect.Search;

/// <summary>The beginning of a list of results, best first.</summary>
/// <param name="IsWhole">Nothing follows.</param>
public sealed record Results(IReadOnlyList<SearchHit> Hits, bool IsWhole)
{
    public static Results Unread { get; } = new([], IsWhole: false);
}

/// <summary>
/// Makes one list of several that are each ranked best first. The scores of two servers cannot be compared, ranks can: first
/// the first of every list, then the second of every list; on a tie, what fits better compared with the best of its list, then
/// the earlier list. What several lists hold comes once.
/// </summary>
public static class MergeResults
{
    /// <summary>As much of the one list as is settled, whatever else the lists turn out to hold: a longer beginning only adds to its end.</summary>
    public static Results Of(IReadOnlyList<Results> lists)
    {
        // Beyond the end of a list that goes on, nobody knows yet what comes.
        var settled = lists
            .Where(list => !list.IsWhole)
            .Select(list => list.Hits.Count)
            .Append(lists.Select(list => list.Hits.Count).DefaultIfEmpty().Max())
            .Min();
        var hits = new List<SearchHit>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var rank = 0; rank < settled; rank++)
        {
            hits.AddRange(
                lists
                    .Where(list => rank < list.Hits.Count)
                    .Select(list => list.Hits[rank])
                    // Keeps the order of the lists where shares are equal.
                    .OrderByDescending(hit => hit.Share)
                    .Where(hit => known.Add(hit.Url))
            );
        }

        return new Results(hits, lists.All(list => list.IsWhole));
    }
}
