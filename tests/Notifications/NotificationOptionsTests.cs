using Portal.Notifications;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Notifications;

/// <summary>A setting that makes no sense is refused with the sentence that says what to type.</summary>
public sealed class NotificationOptionsTests
{
    [Fact]
    public void Without_a_mail_server_and_with_a_whole_one_nothing_is_wrong()
    {
        Assert.Empty(Problems(_ => { }));
        Assert.Empty(Problems(Whole));
        Assert.Empty(
            Problems(options =>
            {
                Whole(options);
                options.Smtp.From = "The portal <portal@example.com>";
                (options.Smtp.User, options.Smtp.Password) = ("portal", new SecretText("hunter2"));
            })
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(86_401)]
    public void A_time_is_between_a_second_and_a_day(int seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);

        Assert.Equal([Sentence("Hold")], Problems(options => options.Hold = time));
        Assert.Equal([Sentence("Gap")], Problems(options => options.Gap = time));

        string Sentence(string key) =>
            $"Set Notifications:{key} to a time between a second and a day, for example 00:02:00. It is {time}.";
    }

    [Fact]
    public void Half_a_mail_server_is_refused() =>
        Assert.Equal(
            [
                "Set Notifications:Smtp:Host to the name of your mail server, for example smtp.example.com, or leave out all of Notifications:Smtp.",
            ],
            Problems(options => options.Smtp.From = "portal@example.com")
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("portal")]
    [InlineData("@example.com")]
    [InlineData("a@b.example.com, c@d.example.com")]
    public void A_sender_is_an_address(string? from) =>
        Assert.Equal(
            [
                $"Set Notifications:Smtp:From to the address that messages come from, for example portal@example.com. It is \"{from}\".",
            ],
            Problems(options =>
            {
                Whole(options);
                options.Smtp.From = from;
            })
        );

    [Fact]
    public void A_port_is_one() =>
        Assert.Equal(
            [
                "Set Notifications:Smtp:Port to a port between 1 and 65535, for example 587. It is 0.",
            ],
            Problems(options =>
            {
                Whole(options);
                options.Smtp.Port = 0;
            })
        );

    [Fact]
    public void A_user_without_a_password_is_refused_and_none_is_shown()
    {
        var alone = Problems(options =>
        {
            Whole(options);
            options.Smtp.Password = new SecretText("hunter2");
        });

        Assert.Equal(
            [
                "Set both Notifications:Smtp:User and Notifications:Smtp:Password, or neither for a mail server that asks for none.",
            ],
            alone
        );
    }

    [Theory]
    [InlineData("smtp.example.com", 1)]
    [InlineData("192.0.2.1", 1)]
    [InlineData("localhost", 0)]
    [InlineData("127.0.0.1", 0)]
    [InlineData("::1", 0)]
    public void In_the_clear_mail_goes_to_this_machine_alone(string host, int problems) =>
        Assert.Equal(
            problems,
            Problems(options =>
            {
                Whole(options);
                (options.Smtp.Host, options.Smtp.Security) = (host, SmtpSecurity.None);
            }).Count
        );

    [Fact]
    public async Task The_start_stops_with_the_sentence_and_without_the_password()
    {
        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?>
                {
                    ["Notifications:Smtp:Host"] = "smtp.example.com",
                    ["Notifications:Smtp:From"] = "portal@example.com",
                    ["Notifications:Smtp:Password"] = "hunter2-of-the-mail-server",
                },
            }
        );

        var said = string.Join('\n', logs.All);
        Assert.Equal(1, exitCode);
        Assert.Contains("Set both Notifications:Smtp:User", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
    }

    private static void Whole(NotificationOptions options) =>
        (options.Smtp.Host, options.Smtp.From) = ("smtp.example.com", "portal@example.com");

    private static IReadOnlyList<string> Problems(Action<NotificationOptions> change)
    {
        var options = new NotificationOptions();
        change(options);
        return [.. new NotificationOptions.Validation().Validate(null, options).Failures ?? []];
    }
}
