using System.Collections.Concurrent;

namespace Sandbox.Hooks;

/// <summary>
/// The deliveries of the last seven days, as GHES keeps them.
/// https://docs.github.com/enterprise-server/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries
/// </summary>
public sealed class DeliveryLog
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(7);
    private readonly ConcurrentDictionary<long, Delivery> _deliveries = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Delivery> Of(App app, DateTimeOffset now) =>
        [
            .. _deliveries
                .Values.Where(delivery => delivery.App == app && delivery.DeliveredAt > now - _kept)
                .OrderByDescending(delivery => delivery.Id),
        ];

    public Delivery? Find(App app, long id, DateTimeOffset now) =>
        _deliveries.TryGetValue(id, out var found)
        && found.App == app
        && found.DeliveredAt > now - _kept
            ? found
            : null;

    /// <summary>The latest attempt to deliver an event.</summary>
    public Delivery? Find(string eventGuid) =>
        _deliveries
            .Values.Where(delivery => delivery.EventGuid == eventGuid)
            .MaxBy(delivery => delivery.Id);

    public IReadOnlyList<Delivery> All => [.. _deliveries.Values.OrderBy(delivery => delivery.Id)];

    internal void Add(Delivery delivery) => _deliveries[delivery.Id] = delivery;

    internal void Clear() => _deliveries.Clear();
}
