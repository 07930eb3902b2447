using Portal.GitHub;

namespace Portal.Webhooks;

/// <summary>A delivery that GitHub made and that is not here.</summary>
/// <param name="LogId">GitHub's id of its newest attempt, by which it is asked for again.</param>
/// <param name="At">When GitHub first tried.</param>
/// <param name="Attempts">How often GitHub tried.</param>
internal sealed record MissingDelivery(Guid Guid, long LogId, DateTimeOffset At, int Attempts);

/// <summary>What of GitHub's log is not here: its attempts, put together by delivery.</summary>
internal sealed class MissingDeliveries
{
    private readonly Dictionary<Guid, MissingDelivery> _all = [];
    private readonly HashSet<Guid> _onTheWay = [];

    /// <summary>Oldest first.</summary>
    public IEnumerable<MissingDelivery> All =>
        _all
            .Values.Where(delivery => !_onTheWay.Contains(delivery.Guid))
            .OrderBy(delivery => delivery.At);

    /// <param name="attempt">The next of GitHub's log, which begins with the newest.</param>
    /// <param name="isOnTheWay">It is so young that it may still arrive: the delivery is not missing yet.</param>
    public void Add(HookDeliveryAnswer attempt, bool isOnTheWay)
    {
        if (isOnTheWay)
        {
            _onTheWay.Add(attempt.Guid);
        }

        var at = attempt.DeliveredAt ?? DateTimeOffset.MinValue;
        _all[attempt.Guid] = _all.TryGetValue(attempt.Guid, out var newer)
            ? newer with
            {
                At = at,
                Attempts = newer.Attempts + 1,
            }
            : new MissingDelivery(attempt.Guid, attempt.Id, at, Attempts: 1);
    }
}
