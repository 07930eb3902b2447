using System.Collections.Concurrent;
using System.Globalization;
using Portal.Data;

namespace Portal.GitHub;

/// <summary>What is left of an installation's requests, as GitHub last said.</summary>
/// <param name="ResetAt">When all of <paramref name="Limit"/> is there again.</param>
public sealed record RateLimit(int Limit, int Remaining, DateTimeOffset ResetAt);

/// <summary>
/// How many calls went to each host, and what GitHub last said of each installation's rate limit. In memory: it begins anew
/// with the portal.
/// </summary>
public sealed class ApiUsage(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RecentCounts> _calls = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<Guid, RateLimit> _limits = new();

    /// <summary>Of each host that was called.</summary>
    public IEnumerable<RecentCounts> All => _calls.Values;

    /// <summary>Null while none was made.</summary>
    public RecentCounts? CallsTo(Data.Host host) => _calls.GetValueOrDefault(host.ApiUrl);

    /// <summary>Null while GitHub has not told any, or where the server has none.</summary>
    public RateLimit? LimitOf(Guid installation) =>
        _limits.TryGetValue(installation, out var limit) && limit.ResetAt > time.GetUtcNow()
            ? limit
            : null;

    internal void Count(GitHubEndpoint endpoint) =>
        _calls.GetOrAdd(endpoint.ApiUrl, _ => new RecentCounts()).Add(time.GetUtcNow());

    internal void Note(Guid installation, RateLimit? limit)
    {
        if (limit is not null)
        {
            _limits[installation] = limit;
        }
    }

    /// <summary>
    /// What the headers of an answer say; null where the server limits nothing, or where they are about something of its own,
    /// such as searches. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
    /// </summary>
    internal static RateLimit? Of(GitHubAnswer answer) =>
        answer.Header("X-RateLimit-Resource") is null or "core"
        && Number(answer, "X-RateLimit-Limit") is { } limit
        && Number(answer, "X-RateLimit-Remaining") is { } remaining
        && Number(answer, "X-RateLimit-Reset") is { } reset
            ? new RateLimit((int)limit, (int)remaining, DateTimeOffset.FromUnixTimeSeconds(reset))
            : null;

    private static long? Number(GitHubAnswer answer, string header) =>
        long.TryParse(
            answer.Header(header),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
        && number <= int.MaxValue * 2L
            ? number
            : null;
}
