using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Hosts;
using Portal.Notifications;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Notifications;

/// <summary>Channels as an administrator enters them, and what is said of what cannot be.</summary>
public sealed class ChannelTests(SharedQuietPortal shared) : IClassFixture<SharedQuietPortal>
{
    private Doors Doors => shared.Portal.Doors;

    public static TheoryData<string, Action<ChannelForm>, string, string> Wrong { get; } =
        new()
        {
            {
                "no name",
                form => form.Name = " ",
                nameof(ChannelForm.Name),
                "Give the channel a name"
            },
            {
                "a long name",
                form => form.Name = new string('x', 101),
                nameof(ChannelForm.Name),
                "101 characters; 100 are possible"
            },
            {
                "no address",
                form => form.Address = null,
                nameof(ChannelForm.Address),
                "Enter the address"
            },
            {
                "no url",
                form => form.Address = new SecretText("hooks.example.com/secret-part"),
                nameof(ChannelForm.Address),
                "This is no address of a webhook."
            },
            {
                "a user in it",
                form => form.Address = new SecretText("https://me:secret-part@hooks.example.com/"),
                nameof(ChannelForm.Address),
                "This is no address of a webhook."
            },
            {
                "metadata",
                form => form.Address = new SecretText("http://169.254.169.254/secret-part"),
                nameof(ChannelForm.Address),
                "is an address that this portal does not call"
            },
            {
                "a short secret",
                form => form.Signing = new SecretText("short"),
                nameof(ChannelForm.Signing),
                "The secret has 5 characters. Take at least 16"
            },
            {
                "no network",
                form => form.NetworkId = Guid.NewGuid(),
                nameof(ChannelForm.NetworkId),
                "deleted meanwhile"
            },
            {
                "no zone",
                form => form.TimeZone = "Europe/Atlantis",
                nameof(ChannelForm.TimeZone),
                "“Europe/Atlantis” is no time zone."
            },
            {
                "half a night",
                form => (form.Quiet, form.QuietTo) = (true, null),
                nameof(ChannelForm.QuietFrom),
                "Enter both times"
            },
            {
                "no night",
                form => (form.Quiet, form.QuietTo) = (true, form.QuietFrom),
                nameof(ChannelForm.QuietFrom),
                "last no time"
            },
            {
                "no mail server",
                form => (form.Kind, form.Recipients) = (ChannelKind.Email, "a@example.com"),
                nameof(ChannelForm.Kind),
                "This portal has no mail server."
            },
            {
                "nobody",
                form => form.Kind = ChannelKind.Email,
                nameof(ChannelForm.Recipients),
                "Enter at least one"
            },
            {
                "no mail address",
                form =>
                    (form.Kind, form.Recipients) = (ChannelKind.Email, "a@example.com, you there"),
                nameof(ChannelForm.Recipients),
                "“you there” is no e-mail address."
            },
        };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_stored_is_said_at_its_field_and_without_secrets(
        string what,
        Action<ChannelForm> change,
        string field,
        string sentence
    )
    {
        var form = Form(what);
        change(form);

        var saved = await SaveAsync(null, form);

        Assert.Null(saved.Id);
        Assert.Contains(sentence, saved.Problems[field], StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secret-part",
            string.Join(' ', saved.Problems.Values),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_channels_have_two_names()
    {
        Assert.Empty((await SaveAsync(null, Form("the same"))).Problems);

        var second = await SaveAsync(null, Form("the same"));

        Assert.Contains(
            "Another channel is called “the same”.",
            second.Problems[nameof(ChannelForm.Name)],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Empty_secret_fields_leave_what_is_stored_and_a_new_one_takes_its_place()
    {
        var id = (await SaveAsync(null, Form("kept"))).Id!.Value;
        var first = await SecretsAsync(id);
        Assert.Equal(
            [SecretField.ChannelAddress, SecretField.ChannelSecret],
            first.Select(secret => secret.Field)
        );

        var form = new ChannelForm { Name = "renamed" };
        Assert.Empty((await SaveAsync(id, form)).Problems);
        Assert.Equal(first, await SecretsAsync(id));
        await using (var db = await Doors.OpenAsync())
        {
            var row = await db.NotificationChannels.SingleAsync(one => one.Id == id, Stop);
            Assert.Equal(("renamed", "hooks.example.com"), (row.Name, row.Target));
        }

        form.Address = new SecretText("https://other.example.com/b");
        form.DropSigning = true;
        Assert.Empty((await SaveAsync(id, form)).Problems);
        var only = Assert.Single(await SecretsAsync(id));
        Assert.Equal(SecretField.ChannelAddress, only.Field);
        Assert.NotEqual(first[0], only);
    }

    [Fact]
    public async Task Deleting_a_channel_deletes_its_secrets_and_is_in_the_audit_log()
    {
        var id = (await SaveAsync(null, Form("to go"))).Id!.Value;

        await Doors.Get<SaveChannel>().DeleteAsync(id, Doors.Actor, Stop);

        Assert.Empty(await SecretsAsync(id));
        await using var db = await Doors.OpenAsync();
        Assert.False(await db.NotificationChannels.AnyAsync(row => row.Id == id, Stop));
        Assert.True(
            await db.AuditEntries.AnyAsync(
                entry =>
                    entry.Action == "deleted the notification channel" && entry.Subject == "to go",
                Stop
            )
        );
    }

    [Fact]
    public async Task A_network_that_a_channel_uses_is_not_deleted()
    {
        var network = (
            await Doors
                .Get<SaveNetwork>()
                .RunAsync(
                    null,
                    new NetworkForm { Name = "proxy", ProxyUrl = "http://proxy.example.com:3128" },
                    Doors.Actor,
                    Stop
                )
        )
            .Id!
            .Value;
        var form = Form("through a proxy");
        form.NetworkId = network;
        var id = (await SaveAsync(null, form)).Id!.Value;

        Assert.False(await Doors.Get<SaveNetwork>().DeleteAsync(network, Doors.Actor, Stop));

        await Doors.Get<SaveChannel>().DeleteAsync(id, Doors.Actor, Stop);
        Assert.True(await Doors.Get<SaveNetwork>().DeleteAsync(network, Doors.Actor, Stop));
    }

    private static ChannelForm Form(string name) =>
        new()
        {
            Name = name,
            Address = new SecretText("https://hooks.example.com/a/secret-part"),
            Signing = new SecretText("sixteen signs and more"),
        };

    private Task<SavedChannel> SaveAsync(Guid? id, ChannelForm form) =>
        Doors.Get<SaveChannel>().RunAsync(id, form, Doors.Actor, Stop);

    private Task<IReadOnlyList<KeptSecret>> SecretsAsync(Guid id) =>
        Doors.Get<SecretStore>().ListAsync(id, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
