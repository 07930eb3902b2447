using System.Globalization;
using Portal.Data;
using Portal.Notifications;
using Portal.Tests.Harness;

namespace Portal.Tests.Notifications;

/// <summary>Messages as e-mail, through a mail server that others wrote.</summary>
public sealed class MailTests
{
    [Fact]
    public async Task A_message_reaches_everybody_with_a_headline_a_link_and_no_wish_for_an_answer()
    {
        await using var mailbox = new Mailbox();
        await using var portal = await StartAsync(mailbox);

        Assert.Null(await TestAsync(portal));

        var mail = Assert.Single(mailbox.Mails);
        Assert.Equal("[Portal] A test of “Grüße & on-call”", mail.Subject);
        Assert.Equal(
            ["ada@example.com", "grace@example.com"],
            mail.To.Mailboxes.Select(one => one.Address)
        );
        Assert.Equal("portal@example.com", mail.From.Mailboxes.Single().Address);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Contains(
            "http://localhost:5080/settings/notifications/",
            mail.TextBody,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_mail_server_that_nobody_vouches_for_gets_no_password()
    {
        using var certificates = new TestCertificates();
        var shown = certificates.Issue();
        await using var mailbox = new Mailbox(shown.Certificate);
        await using var portal = await StartAsync(
            mailbox,
            ("Security", "StartTls"),
            ("User", Mailbox.User),
            ("Password", Mailbox.Password)
        );

        var problem = await TestAsync(portal);

        Assert.Contains("its certificate is not trusted here", problem, StringComparison.Ordinal);
        Assert.Empty(mailbox.Mails);
        Assert.Empty(mailbox.SignIns);
    }

    [Fact]
    public async Task A_mail_server_without_TLS_gets_nothing_where_TLS_is_asked_for()
    {
        await using var mailbox = new Mailbox();
        await using var portal = await StartAsync(mailbox, ("Security", "StartTls"));

        var problem = await TestAsync(portal);

        Assert.Contains(
            "does not offer what Notifications:Smtp asks for",
            problem,
            StringComparison.Ordinal
        );
        Assert.Empty(mailbox.Mails);
    }

    [Fact]
    public async Task A_refusal_and_a_server_that_is_not_there_are_said_in_a_sentence()
    {
        string dead;
        await using (var mailbox = new Mailbox { IsFull = true })
        {
            await using var portal = await StartAsync(mailbox);
            Assert.Contains(
                "the mailbox is full",
                await TestAsync(portal),
                StringComparison.Ordinal
            );
            dead = mailbox.Port.ToString(CultureInfo.InvariantCulture);
        }

        await using var alone = await StartAsync(("Port", dead));
        Assert.Contains("cannot be reached", await TestAsync(alone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_greet_is_given_up_after_half_a_minute()
    {
        using var web = RawServer.Saying("HTTP/1.1 400 Bad Request\n\n");
        var time = new ManualTime();
        await using var portal = await StartAsync(
            time,
            ("Port", web.Url.Port.ToString(CultureInfo.InvariantCulture))
        );

        var sending = TestAsync(portal);
        Assert.False(sending.IsCompleted);
        await Until.SeenAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(31));
                return Task.FromResult(sending.IsCompleted);
            },
            done => done
        );

        Assert.Contains(
            "did not answer within 30 seconds",
            await sending,
            StringComparison.Ordinal
        );
    }

    private static Task<QuietPortal> StartAsync(
        Mailbox mailbox,
        params (string Key, string Value)[] settings
    ) => StartAsync([("Port", mailbox.Port.ToString(CultureInfo.InvariantCulture)), .. settings]);

    private static Task<QuietPortal> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync((ManualTime?)null, settings);

    private static Task<QuietPortal> StartAsync(
        ManualTime? time,
        params (string Key, string Value)[] settings
    )
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Notifications:Smtp:Host"] = "localhost",
            ["Notifications:Smtp:From"] = "The portal <portal@example.com>",
            ["Notifications:Smtp:Security"] = "None",
        };
        foreach (var (key, value) in settings)
        {
            all[$"Notifications:Smtp:{key}"] = value;
        }

        return QuietPortal.StartAsync(all, time: time);
    }

    private static async Task<string?> TestAsync(QuietPortal portal)
    {
        var form = new ChannelForm
        {
            Name = "Grüße & on-call",
            Kind = ChannelKind.Email,
            Recipients = "ada@example.com\ngrace@example.com; ADA@example.com",
        };
        var saved = await portal.Doors.Get<SaveChannel>().RunAsync(null, form, Doors.Actor, Stop);
        Assert.Empty(saved.Problems);
        return await portal.Doors.Get<SendNotices>().TestAsync(saved.Id!.Value, Doors.Actor, Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
