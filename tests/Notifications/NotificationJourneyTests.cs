using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Notifications;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Notifications;

/// <summary>From a server that refuses the app's key to a chat and a mailbox, by the portal's own workers.</summary>
public sealed class NotificationJourneyTests
{
    private const string Path = "/hooks/T000-B000-nobody-shall-read-this";

    [Fact]
    public async Task What_happens_to_a_connection_reaches_a_chat_and_a_mailbox_across_a_power_cut()
    {
        using var chat = new HttpReceiver();
        using var certificates = new TestCertificates();
        var shown = certificates.Issue();
        await using var mailbox = new Mailbox(shown.Certificate);
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?>
            {
                ["Notifications:Hold"] = "00:00:01",
                ["Notifications:Gap"] = "00:00:01",
                ["Notifications:Smtp:Host"] = "localhost",
                ["Notifications:Smtp:Port"] = $"{mailbox.Port}",
                ["Notifications:Smtp:User"] = Mailbox.User,
                ["Notifications:Smtp:Password"] = Mailbox.Password,
                ["Notifications:Smtp:From"] = "portal@example.com",
                // As a machine trusts the company's authority.
                ["SSL_CERT_FILE"] = certificates.AuthorityFile,
            },
            SharedTrip.Organization
        );
        await AddAsync(
            trip,
            new ChannelForm
            {
                Name = "chat",
                Format = ChannelFormat.Text,
                Address = new SecretText(chat.Url.AbsoluteUri.TrimEnd('/') + Path),
            }
        );
        await AddMailAsync(trip);
        // The chat is away when it happens.
        chat.Status = 503;

        await trip.GitHub.FailAsync("GET /api/v3/app", "reset");
        await CheckAsync(trip);
        var mail = await mailbox.SeenAsync(one =>
            one.Subject!.Contains("unreachable", StringComparison.Ordinal)
        );
        Assert.Contains(
            $"/connections/{trip.ConnectionId}",
            mail.TextBody,
            StringComparison.Ordinal
        );
        await chat.SeenAsync(one => one.Text.Contains("unreachable", StringComparison.Ordinal));

        var dashboard = await trip.Browser.GetAsync("");
        Assert.Contains("Messages do not arrive there.", dashboard.Words, StringComparison.Ordinal);
        await trip.Portal.Kill9Async();
        chat.Status = 200;
        var before = chat.Got.Count;
        await trip.Portal.RestartAsync();

        await Until.SeenAsync(() => Task.FromResult(chat.Got.Count), count => count > before);
        await trip.GitHub.HealAsync();
        await CheckAsync(trip);
        await chat.SeenAsync(one => one.Text.Contains("is well again", StringComparison.Ordinal));
        await mailbox.SeenAsync(one =>
            one.Subject!.Contains("is well again", StringComparison.Ordinal)
        );
        var mails = mailbox.Mails.Count;

        var pages = new[]
        {
            await trip.Browser.GetAsync("settings/notifications"),
            await trip.Browser.GetAsync($"settings/notifications/{await ChatAsync(trip)}"),
            await trip.Browser.GetAsync("audit"),
        };
        Assert.All(pages, page => Assert.DoesNotContain(Path, page.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Path,
            string.Join('\n', trip.Portal.Logs.All),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Mailbox.Password,
            string.Join('\n', trip.Portal.Logs.All),
            StringComparison.Ordinal
        );
        // What was told before the power cut was not told again after it.
        Assert.Equal(2, mails);
    }

    private static async Task AddAsync(Trip trip, ChannelForm form)
    {
        var saved = await trip.Doors.Get<SaveChannel>().RunAsync(null, form, Doors.Actor, Stop);
        Assert.Empty(saved.Problems);
    }

    /// <summary>The services of the test know no mail server: the row as the portal's own form writes it.</summary>
    private static async Task AddMailAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        db.NotificationChannels.Add(
            new NotificationChannel
            {
                Id = Guid.NewGuid(),
                Name = "people",
                Kind = ChannelKind.Email,
                Target = "ada@example.com",
                CreatedAt = TimeProvider.System.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Stop);
    }

    private static async Task<Guid> ChatAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        return await db
            .NotificationChannels.Where(row => row.Kind == ChannelKind.Webhook)
            .Select(row => row.Id)
            .SingleAsync(Stop);
    }

    private static async Task CheckAsync(Trip trip)
    {
        var before = (await trip.ConnectionAsync()).CheckedAt;
        await using var db = await trip.Doors.OpenAsync();
        await db.Connections.ExecuteUpdateAsync(
            update =>
                update
                    .SetProperty(row => row.CheckWanted, true)
                    .SetProperty(row => row.CheckDueAt, TimeProvider.System.GetUtcNow()),
            Stop
        );
        await Until.SeenAsync(() => trip.ConnectionAsync(), row => row.CheckedAt > before);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
