using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Data;

/// <summary>A setting that makes no sense is refused with the sentence that says what to type.</summary>
public sealed class PortalOptionsTests
{
    private const string Public =
        "Set Portal:PublicUrl to the address under which browsers and GitHub reach this portal, for example https://portal.example.com. It is";

    [Theory]
    [InlineData("https://portal.example.com")]
    [InlineData("https://portal.example.com:8443/tools/portal/")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080/")]
    [InlineData("http://[::1]:5080/")]
    public void A_public_address_is_https_or_on_this_machine(string url) =>
        Assert.Empty(Problems(options => options.PublicUrl = url));

    // Browsers send a cookie to every port of its host name.
    [Theory]
    [InlineData("http://localhost:5081")]
    [InlineData("http://localhost:5080/two")]
    public void Two_portals_on_one_machine_have_cookies_of_their_own(string other) =>
        Assert.NotEqual(
            new PortalOptions { PublicUrl = "http://localhost:5080" }.CookieName("Session"),
            new PortalOptions { PublicUrl = other }.CookieName("Session")
        );

    [Theory]
    [InlineData("")]
    [InlineData("portal.example.com")]
    [InlineData("/portal")]
    [InlineData("ftp://portal.example.com")]
    [InlineData("https://portal.example.com/?x=1")]
    [InlineData("https://portal.example.com/#top")]
    [InlineData("https://admin@portal.example.com")]
    public void What_is_no_public_address_is_refused(string url) =>
        Assert.Equal([$"{Public} \"{url}\"."], Problems(options => options.PublicUrl = url));

    [Fact]
    public void A_public_address_without_TLS_is_refused() =>
        Assert.Equal(
            [
                "Set Portal:PublicUrl to an https address: http is accepted only on this machine itself (localhost). It is \"http://portal.example.com\".",
            ],
            Problems(options => options.PublicUrl = "http://portal.example.com")
        );

    [Fact]
    public void A_webhook_address_is_held_to_the_same() =>
        Assert.Equal(
            [
                "Set Portal:WebhookUrl to the address under which browsers and GitHub reach this portal, for example https://portal.example.com. It is \"hooks\".",
            ],
            Problems(options => options.WebhookUrl = "hooks")
        );

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_data_folder_is_needed(string folder) =>
        Assert.Equal(
            [
                "Set Portal:Data to the folder for the portal's database, for example /var/lib/portal.",
            ],
            Problems(options => options.Data = folder)
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Host=db.example.com;Database=portal")]
    [InlineData("Host=/var/run/postgresql;Database=portal;Username=portal;Password='a;b=c'")]
    public void A_database_is_SQLite_or_a_connection_string_of_PostgreSQL(string? database) =>
        Assert.Empty(Problems(options => options.Database = database));

    [Theory]
    [InlineData("postgres://portal:hunter2@db.example.com/portal", "cannot be read")]
    [InlineData("Host=db.example.com;Database=portal;Password=ab;hunter2=cd", "cannot be read")]
    [InlineData("Host=db.example.com;Database=portal;Port=hunter2", "cannot be read")]
    [InlineData("Host=db.example.com;Password=hunter2", "names no Database")]
    [InlineData("Database=portal;Password=hunter2", "names no Host")]
    public void What_is_no_connection_string_is_refused_without_being_quoted(
        string database,
        string problem
    ) =>
        Assert.Equal(
            [
                $"Set Portal:Database to the connection string of a PostgreSQL database, for example Host=db.example.com;Database=portal;Username=portal;Password=…, or leave it out to keep the data in Portal:Data. What is set {problem}; it is not shown here, because it may hold a password.",
            ],
            Problems(options => options.Database = database)
        );

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:01:00")]
    [InlineData("1.00:00:01")]
    public void A_time_is_between_a_second_and_a_day(string value)
    {
        var time = TimeSpan.Parse(value);

        Assert.Equal(
            [Sentence("GoneConfirmation")],
            Problems(options => options.GoneConfirmation = time)
        );
        Assert.Equal([Sentence("RetryDelay")], Problems(options => options.RetryDelay = time));
        Assert.Equal(
            [Sentence("CheckInterval")],
            Problems(options => options.CheckInterval = time)
        );

        string Sentence(string key) =>
            $"Set Portal:{key} to a time between a second and a day, for example 00:01:00. It is {value}.";
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        Assert.Equal(
            3,
            Problems(options =>
            {
                options.PublicUrl = "";
                options.Data = "";
                options.RetryDelay = TimeSpan.Zero;
            }).Count
        );

    [Theory]
    [InlineData("Portal:CheckInterval", "-00:01:00", "Set Portal:CheckInterval to a time between")]
    [InlineData("Portal:CheckInterval", "soon", "Failed to convert configuration value")]
    [InlineData("DataProtection:Certificate", "/nowhere.pfx", "Set DataProtection:Certificate to")]
    public async Task The_start_stops_with_the_sentence_and_nothing_else(
        string key,
        string value,
        string sentence
    )
    {
        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings { Values = new Dictionary<string, string?> { [key] = value } }
        );

        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"The portal cannot start. {sentence}",
            logs.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("   at ", logs.ToString(), StringComparison.Ordinal);
    }

    private static List<string> Problems(Action<PortalOptions> change)
    {
        var options = new PortalOptions { PublicUrl = "https://portal.example.com" };
        change(options);
        return [.. new PortalOptions.Validation().Validate(null, options).Failures ?? []];
    }
}
