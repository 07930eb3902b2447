using Portal.Connections;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Hosts;
using Portal.Notifications;
using Portal.Ui;

namespace Portal.Home;

/// <summary>What to say of each thing that needs somebody, and the one thing to do about it.</summary>
internal static class NeedyThings
{
    /// <summary>A link whose account is not chosen yet; after that its connection says what is to be done.</summary>
    public static bool IsBegun(Link link) => link.ConnectionId is null;

    public static NeedyThing Of(Data.Host host) =>
        new(
            $"host-{host.Id}",
            host.Name,
            $"hosts/{host.Id}",
            new LampState(HostWords.Lamp(host), HostWords.Of(host)),
            host.StateSince,
            host.Reason is { } reason ? ReasonText.Of(reason) : host.Detail ?? "",
            [],
            $"hosts/{host.Id}",
            "See what is wrong"
        );

    public static NeedyThing Of(NotificationChannel channel) =>
        new(
            $"channel-{channel.Id}",
            $"Notifications: {channel.Name}",
            $"settings/notifications/{channel.Id}",
            new LampState(ChannelWords.Lamp(channel), ChannelWords.State(channel)),
            channel.FailingSince ?? channel.CreatedAt,
            "Messages do not arrive there. What happens is kept for a week.",
            channel.Problem is { } problem ? [problem] : [],
            $"settings/notifications/{channel.Id}",
            "See what is wrong"
        );

    public static NeedyThing Of(Link link) =>
        new(
            $"link-{link.Id}",
            $"GitHub Connect: {LinkWords.Of(link)}",
            $"github-connect/{link.Id}",
            new LampState(LampKind.Pending, $"Pending: {LinkWords.Of(LinkStages.Of(link))}"),
            link.CreatedAt,
            "The next step waits for you.",
            [],
            $"github-connect/{link.Id}",
            "Go on with the link"
        );

    /// <param name="connection">With its app and its installation.</param>
    public static NeedyThing Of(Connection connection)
    {
        var (address, words) = Act(connection);
        return new NeedyThing(
            $"connection-{connection.Id}",
            connection.Name,
            $"connections/{connection.Id}",
            ConnectionLamps.Of(connection),
            connection.StateSince,
            Sentence(connection),
            [.. Seen(connection)],
            address,
            words
        );
    }

    private static string Sentence(Connection connection) =>
        connection switch
        {
            { EndingId: not null } => "The disconnect is under way and may wait for you.",
            { Reason: { } reason } => ReasonText.Of(reason),
            { App.AwaitsConfirmation: true } =>
                "Somebody created the app with a hand-over link. An administrator has to confirm that it is the right one.",
            _ => "The next step waits for you.",
        };

    private static IEnumerable<string> Seen(Connection connection)
    {
        if (connection is { EndingId: null, Detail: { } detail, Reason: not null })
        {
            yield return $"What we saw: {detail}";
        }

        if (
            connection is
            { EndingId: null, Installation: { SyncedAt: null, SyncProblem: { } unread } }
        )
        {
            yield return $"The repositories could not be read: {unread}";
        }
    }

    private static (string Address, string Words) Act(Connection connection) =>
        connection switch
        {
            { EndingId: { } ending } => ($"endings/{ending}", "See the disconnect"),
            { Reason: Reason.Contained, App.ContainedAt: null } => (
                $"hosts/{connection.HostId}/contain",
                "See the containment"
            ),
            { Reason: Reason.Contained } => ($"apps/{connection.AppId}", "See the containment"),
            { State: ResourceState.Pending } => (
                $"connections/{connection.Id}",
                "Update pending connection"
            ),
            { Reason: Reason.PermissionsMissing } => (
                $"apps/{connection.AppId}/permissions",
                "See what is missing"
            ),
            { Reason: Reason.WebhooksNotArriving } => (
                $"connections/{connection.Id}/health",
                "Check both directions"
            ),
            _ => ($"connections/{connection.Id}", "See what is wrong"),
        };
}
