using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Notifications;

namespace Portal.Tests.Notifications;

/// <summary>What a message says.</summary>
public sealed class WriteMessageTests
{
    private static readonly DateTimeOffset s_ten = new(2026, 11, 21, 22, 0, 0, TimeSpan.Zero);
    private long _ids;

    private static WriteMessage Write { get; } =
        new(Options.Create(new PortalOptions { PublicUrl = "https://portal.example.com/" }));

    [Fact]
    public void A_trouble_says_what_where_since_when_who_can_fix_it_and_which_page_to_open()
    {
        var notice = Raised("globex", detail: "401 Bad credentials");

        var message = Write.Run(Channel("Europe/Berlin"), [notice]);

        Assert.Equal("globex: key refused", message.Headline);
        Assert.Equal(
            $"""
            ✗ globex (ghes.example.com): key refused since 21 Nov 23:00 UTC+01:00.
              {ReasonText.Of(Reason.CredentialsRejected)}
              What was seen: 401 Bad credentials
              https://portal.example.com/connections/{notice.SubjectId}
            """,
            message.Text
        );
    }

    [Fact]
    public void What_came_and_went_meanwhile_is_one_line_with_both_times()
    {
        var begin = Raised("globex");
        var end = Over(begin, TimeSpan.FromMinutes(40));

        var message = Write.Run(Channel(), [begin, end]);

        Assert.Equal("globex is well again", message.Headline);
        Assert.StartsWith(
            "✓ globex (ghes.example.com) is well again. It was key refused from 21 Nov 22:00 UTC to 21 Nov 22:40 UTC.",
            message.Text,
            StringComparison.Ordinal
        );
        Assert.Equal(NoticeChange.Recovered, Assert.Single(message.Changes).Change);
    }

    [Fact]
    public void Many_connections_of_a_host_with_the_same_news_take_one_line_and_programs_get_all()
    {
        var many = Enumerable.Range(0, 120).Select(number => Raised($"org-{number:D3}")).ToList();
        var other = Raised("elsewhere", host: "other.example.com");

        var message = Write.Run(Channel(), [.. many, other]);

        Assert.Equal("121 need attention", message.Headline);
        Assert.Contains(
            "✗ 120 connections of ghes.example.com (org-000, org-001, org-002 and 117 more): key refused.",
            message.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("✗ elsewhere (other.example.com)", message.Text, StringComparison.Ordinal);
        Assert.Equal(121, message.Changes.Count);
    }

    [Fact]
    public void A_message_stays_of_a_size_that_chats_take_and_says_how_much_more_there_is()
    {
        var many = Enumerable
            .Range(0, 400)
            .Select(number => Raised("connection", host: $"host-{number:D3}"))
            .ToList();

        var message = Write.Run(Channel(), many, untold: 50);

        Assert.Contains("And 425 more:", message.Text, StringComparison.Ordinal);
        Assert.Equal((200, 250), (message.Changes.Count, message.More));
        Assert.InRange(message.Text.Length, 1, 16_000);
    }

    [Fact]
    public void Hosts_come_before_connections_and_what_is_wrong_before_what_is_well()
    {
        var well = Over(Raised("a-well"), TimeSpan.FromHours(1));
        var bad = Raised("b-bad");
        var host = new Notice
        {
            Id = ++_ids,
            SubjectId = Guid.NewGuid(),
            IsHost = true,
            Name = "z.example.com",
            HostName = "z.example.com",
            Change = NoticeChange.Raised,
            Reason = Reason.Unreachable,
            At = s_ten,
            Since = s_ten,
        };

        var message = Write.Run(Channel(), [well, bad, host]);

        Assert.Equal("2 need attention, 1 well again", message.Headline);
        Assert.Equal(
            ["z.example.com", "b-bad", "a-well"],
            message.Changes.Select(change => change.Name)
        );
    }

    [Fact]
    public void The_body_for_programs_has_every_field_and_that_for_chats_only_a_text()
    {
        var message = Write.Run(Channel(), [Raised("globex \"<b>\" 漢字")]);

        using var json = JsonDocument.Parse(message.ToJson(ChannelFormat.Json, s_ten));
        var change = json.RootElement.GetProperty("changes")[0];
        Assert.Equal("Raised", change.GetProperty("change").GetString());
        Assert.Equal("connection", change.GetProperty("kind").GetString());
        Assert.Equal("CredentialsRejected", change.GetProperty("reason").GetString());
        Assert.Equal("globex \"<b>\" 漢字", change.GetProperty("name").GetString());
        Assert.StartsWith(
            "https://portal.example.com/connections/",
            change.GetProperty("url").GetString(),
            StringComparison.Ordinal
        );
        using var text = JsonDocument.Parse(message.ToJson(ChannelFormat.Text, s_ten));
        var only = Assert.Single(text.RootElement.EnumerateObject());
        Assert.Equal("text", only.Name);
        Assert.Contains("globex \"<b>\" 漢字", only.Value.GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("22:00", "07:00", "Etc/UTC", "2026-11-21T22:00:00Z", true)]
    [InlineData("22:00", "07:00", "Etc/UTC", "2026-11-21T06:59:59Z", true)]
    [InlineData("22:00", "07:00", "Etc/UTC", "2026-11-21T07:00:00Z", false)]
    [InlineData("22:00", "07:00", "Etc/UTC", "2026-11-21T21:59:59Z", false)]
    [InlineData("12:00", "13:00", "Etc/UTC", "2026-11-21T12:30:00Z", true)]
    [InlineData("12:00", "13:00", "Etc/UTC", "2026-11-21T13:00:00Z", false)]
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-11-21T21:30:00Z", true)]
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-11-21T06:30:00Z", false)]
    // In summer clocks there are another hour ahead.
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-07-21T20:30:00Z", true)]
    [InlineData("22:00", "07:00", "America/New_York", "2026-11-21T02:30:00Z", false)]
    public void Quiet_hours_are_those_of_the_people_who_are_told(
        string from,
        string to,
        string zone,
        string now,
        bool quiet
    )
    {
        var channel = Channel(zone);
        (channel.QuietFrom, channel.QuietTo) = (
            TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture)
        );

        Assert.Equal(
            quiet,
            QuietHours.Holds(
                channel,
                DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)
            )
        );
    }

    private Notice Raised(string name, string host = "ghes.example.com", string? detail = null) =>
        new()
        {
            Id = ++_ids,
            SubjectId = Guid.NewGuid(),
            IsHost = false,
            Name = name,
            HostName = host,
            Change = NoticeChange.Raised,
            Reason = Reason.CredentialsRejected,
            Detail = detail,
            At = s_ten,
            Since = s_ten,
        };

    private Notice Over(Notice began, TimeSpan after) =>
        new()
        {
            Id = ++_ids,
            SubjectId = began.SubjectId,
            IsHost = false,
            Name = began.Name,
            HostName = began.HostName,
            Change = NoticeChange.Recovered,
            Reason = began.Reason,
            At = began.At + after,
            Since = began.Since,
            Until = began.Since + after,
        };

    private static NotificationChannel Channel(string zone = "Etc/UTC") =>
        new()
        {
            Id = Guid.NewGuid(),
            Name = "on-call",
            Kind = ChannelKind.Webhook,
            TimeZone = zone,
            CreatedAt = s_ten,
        };
}
