using System.Text.Json.Nodes;
using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Deliveries that no event caused: forged ones, replayed ones, and those sent again.</summary>
public sealed partial class World
{
    /// <summary>Sends anything to an app's hook; the answer is its GUID, or null where there is no active hook.</summary>
    public string? Deliver(
        App app,
        string eventName,
        JsonObject payload,
        string? eventGuid = null,
        Signing signing = Signing.Good
    ) =>
        Sender.Send(
            this,
            new HookMessage(app, eventName, payload)
            {
                EventGuid = eventGuid,
                Signing = signing,
                IsForged = true,
            }
        );

    /// <summary>Sends an event once more with its GUID and body; false where there is no such one.</summary>
    public bool Redeliver(string eventGuid)
    {
        if (Deliveries.Find(eventGuid) is not { } delivery)
        {
            return false;
        }

        Sender.Redeliver(this, delivery);
        return true;
    }
}
