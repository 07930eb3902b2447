using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Notifications;

/// <summary>
/// Writes one message of all that there is to tell. Of each host and connection only what became of it last; many connections of
/// one host with the same news take one line.
/// </summary>
public sealed class WriteMessage(IOptions<PortalOptions> options)
{
    /// <summary>More than so many connections of a host with the same news are told in one line.</summary>
    private const int Alike = 3;

    private const int MostLines = 25;
    private const int MostChanges = 200;

    /// <param name="notices">In the order in which they came about; not empty.</param>
    /// <param name="untold">How many more there are than were read.</param>
    public Message Run(
        NotificationChannel channel,
        IReadOnlyCollection<Notice> notices,
        int untold = 0
    )
    {
        var last = notices
            .GroupBy(notice => notice.SubjectId)
            .Select(of => of.Last())
            .OrderBy(notice => notice.Change == NoticeChange.Recovered)
            .ThenByDescending(notice => notice.IsHost)
            .ThenBy(notice => notice.HostName, StringComparer.OrdinalIgnoreCase)
            .ThenBy(notice => notice.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var groups = last.GroupBy(notice =>
                notice.IsHost
                    ? (notice.SubjectId.ToString(), false, default(Reason))
                    : (
                        notice.HostName,
                        notice.Change == NoticeChange.Recovered,
                        notice.Change == NoticeChange.Recovered ? default : notice.Reason
                    )
            )
            .SelectMany(group =>
                group.Count() > Alike
                    ?
                    [
                        [.. group],
                    ]
                    : group.Select(notice => new List<Notice> { notice })
            )
            .ToList();
        var text = new StringBuilder();
        foreach (var group in groups.Take(MostLines))
        {
            text.Append(group.Count == 1 ? One(channel, group[0]) : Many(group)).Append("\n\n");
        }

        var more = Math.Max(0, groups.Count - MostLines) + untold;
        if (more > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"And {more:N0} more: ")
                .Append(Address("connections?attention=true"))
                .Append("\n\n");
        }

        return new Message(
            $"{channel.Id:N}-{notices.Max(notice => notice.Id).ToString(CultureInfo.InvariantCulture)}",
            Headline(last),
            text.ToString().TrimEnd(),
            [.. last.Take(MostChanges).Select(Change)],
            Math.Max(0, last.Count - MostChanges) + untold
        );
    }

    /// <summary>What somebody is sent who wants to see that it arrives.</summary>
    public Message Test(NotificationChannel channel, string by) =>
        new(
            $"{channel.Id:N}-test",
            $"A test of “{channel.Name}”",
            $"{by} asked the portal at {options.Value.Public} for this message. Nothing happened: changes of hosts and connections arrive here in the same way.",
            [],
            0
        );

    private string One(NotificationChannel channel, Notice notice)
    {
        var what = notice.IsHost ? notice.Name : $"{notice.Name} ({notice.HostName})";
        if (notice.Change == NoticeChange.Recovered)
        {
            var until = notice.Until ?? notice.At;
            return $"✓ {what} is well again. It was {Words.Of(notice.Reason)} from {At(channel, notice.Since)} to {At(channel, until)}.\n  {AddressOf(notice)}";
        }

        var detail = notice.Detail is { Length: > 0 } seen ? $"\n  What was seen: {seen}" : "";
        var still = notice.Change == NoticeChange.Changed ? ", and not as before" : "";
        return $"✗ {what}: {Words.Of(notice.Reason)} since {At(channel, notice.Since)}{still}.\n  {ReasonText.Of(notice.Reason)}{detail}\n  {AddressOf(notice)}";
    }

    private string Many(List<Notice> alike)
    {
        var first = alike[0];
        var names = string.Join(", ", alike.Take(Alike).Select(notice => notice.Name));
        var who =
            $"{alike.Count:N0} connections of {first.HostName} ({names} and {alike.Count - Alike:N0} more)";
        return first.Change == NoticeChange.Recovered
            ? $"✓ {who} are well again.\n  {Address("connections")}"
            : $"✗ {who}: {Words.Of(first.Reason)}.\n  {ReasonText.Of(first.Reason)}\n  {Address("connections?attention=true")}";
    }

    private static string Headline(List<Notice> last)
    {
        if (last is [var only])
        {
            return only.Change == NoticeChange.Recovered
                ? $"{only.Name} is well again"
                : $"{only.Name}: {Words.Of(only.Reason)}";
        }

        var bad = last.Count(notice => notice.Change != NoticeChange.Recovered);
        var (needs, well) = (
            Words.Count(bad, "needs attention", "need attention"),
            $"{last.Count - bad:N0} well again"
        );
        return bad == 0 ? well
            : bad == last.Count ? needs
            : $"{needs}, {well}";
    }

    private MessageChange Change(Notice notice) =>
        new(
            notice.Change,
            notice.IsHost ? "host" : "connection",
            notice.SubjectId,
            notice.Name,
            notice.HostName,
            notice.Reason,
            ReasonText.Of(notice.Reason),
            notice.Detail,
            notice.Since,
            notice.Until,
            AddressOf(notice)
        );

    private string AddressOf(Notice notice) =>
        Address($"{(notice.IsHost ? "hosts" : "connections")}/{notice.SubjectId}");

    private string Address(string path) => options.Value.Address(path);

    private static string At(NotificationChannel channel, DateTimeOffset moment)
    {
        var there = QuietHours.In(channel, moment);
        var zone = there.Offset == TimeSpan.Zero ? "UTC" : $"UTC{there:zzz}";
        return string.Create(CultureInfo.InvariantCulture, $"{there:d MMM HH:mm} {zone}");
    }
}
