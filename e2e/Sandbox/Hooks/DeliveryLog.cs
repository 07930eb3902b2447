using System.Collections.Concurrent;

namespace Sandbox.Hooks;

/// <summary>
/// The deliveries of the last days.
/// https://docs.github.com/enterprise-server/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries
/// </summary>
public sealed class DeliveryLog(TimeSpan kept)
{
    private readonly ConcurrentDictionary<long, Delivery> _deliveries = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Delivery> Of(App app, DateTimeOffset now) =>
        [
            .. _deliveries
                .Values.Where(delivery => delivery.App == app && delivery.DeliveredAt > now - kept)
                .OrderByDescending(delivery => delivery.Id),
        ];

    public Delivery? Find(App app, long id, DateTimeOffset now) =>
        _deliveries.TryGetValue(id, out var found)
        && found.App == app
        && found.DeliveredAt > now - kept
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
