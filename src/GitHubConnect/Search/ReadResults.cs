namespace Portal.GitHubConnect.Search;

/// <summary>A list of results that is read as far as somebody looks, and remembered.</summary>
public interface IReadResults
{
    /// <summary>What was read so far. Reading on only adds to its end.</summary>
    Results Known { get; }

    /// <summary>Reads on until at least so many results are known, or there are no more.</summary>
    Task ReachAsync(int depth, CancellationToken cancellationToken);
}

/// <summary>One list made of several, which are read side by side and none further than the one list needs.</summary>
public sealed class ReadSideBySide(IReadOnlyList<IReadResults> lists) : IReadResults
{
    public Results Known { get; private set; } = lists.Count == 0 ? new([], true) : Results.Unread;

    public async Task ReachAsync(int depth, CancellationToken cancellationToken)
    {
        var each = (depth + lists.Count - 1) / Math.Max(1, lists.Count);
        while (!Known.IsWhole && Known.Hits.Count < depth)
        {
            await Task.WhenAll(lists.Select(list => list.ReachAsync(each, cancellationToken)));
            Known = MergeResults.Of([.. lists.Select(list => list.Known)]);
            // Some lists were shorter than their part, or held the same: the others make up for it.
            each += Math.Max(1, depth - Known.Hits.Count);
        }
    }
}
