using Portal.Data;
using Portal.Hosts;
using Portal.Ui;

namespace Portal.Connections;

/// <summary>How a connection is: as a whole, and in each of its two directions.</summary>
public static class ConnectionLamps
{
    /// <param name="connection">With its app and its installation.</param>
    public static LampState Of(Connection connection) =>
        connection switch
        {
            { EndingId: not null } => new(LampKind.Pending, "Disconnecting"),
            { Reason: Reason.Contained } => new(LampKind.Pending, "Contained"),
            { Reason: Reason.Maintenance } => new(LampKind.Unknown, "Unknown: in maintenance"),
            { UnknownSince: not null } => new(
                LampKind.Unknown,
                $"Unknown: {(connection.Reason is { } reason ? Words.Of(reason) : "no answer")}"
            ),
            {
                State: ResourceState.Available,
                Installation: { SyncedAt: null, SyncProblem: not null }
            } => new(LampKind.Error, "Repositories cannot be read"),
            { State: ResourceState.Pending } => new(
                LampKind.Pending,
                $"Pending: {(connection.App.AwaitsConfirmation ? "confirm the app" : Words.Of(connection.Stage))}"
            ),
            _ => new(HostWords.Lamp(connection.State), connection.State.ToString()),
        };

    /// <summary>Portal → GitHub: what the last check saw.</summary>
    public static LampState Outward(Connection connection) =>
        connection switch
        {
            { EndingId: not null } => new(null, "not checked any more"),
            { Reason: Reason.Contained } => new(LampKind.Unknown, "contained: not asked"),
            { CheckedAt: null } => new(LampKind.Unknown, "not checked yet"),
            { UnknownSince: { } since } => new(LampKind.Unknown, "unknown", since, "since"),
            {
                Reason: null
                    or Reason.WebhooksNotArriving
                    or Reason.WebhookChanged
                    or Reason.PermissionsMissing
                    or Reason.Suspended
                    or Reason.Uninstalled
            } => new(LampKind.Available, $"answers in {connection.CheckMilliseconds:N0} ms"),
            { Reason: { } reason } => new(LampKind.Error, Words.Of(reason)),
        };

    /// <summary>GitHub → portal: what GitHub's log said of the last attempt, or the delivery that came since.</summary>
    /// <param name="connection">With its app.</param>
    public static LampState Inward(Connection connection) =>
        connection switch
        {
            { EndingId: not null, App.IntakeStoppedAt: not null } => new(null, "no longer taken"),
            { Reason: Reason.WebhooksNotArriving or Reason.WebhookChanged } => new(
                LampKind.Error,
                connection.Reason == Reason.WebhookChanged ? "webhook changed" : "not arriving"
            ),
            { App: { HookStatus: >= 200 and < 300, HookTriedAt: { } tried } app }
                when !(app.LastDeliveryAt > tried) => new(
                LampKind.Available,
                app.HookMilliseconds is { } took
                    ? $"{app.HookStatus} in {took:N0} ms"
                    : $"{app.HookStatus}",
                tried
            ),
            { App.LastDeliveryAt: { } at } => new(LampKind.Available, "received", at),
            _ => new(LampKind.Unknown, "no delivery yet"),
        };
}
