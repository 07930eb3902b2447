using System.Net;
using System.Text.RegularExpressions;
using Portal.Tests.Harness;

namespace Portal.Tests.Access;

/// <summary>How a portal gets its first administrator.</summary>
public sealed partial class FirstStartTests
{
    private const string Sentence = "a sentence is a good password";

    [Fact]
    public async Task The_administrator_of_the_environment_can_sign_in_and_no_link_is_printed()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);

        await browser.SignInAsync();

        Assert.DoesNotContain(
            portal.Logs.All,
            line => line.Contains("setup?token", StringComparison.Ordinal)
        );
        var setup = await browser.GetAsync("setup?token=anything");
        Assert.Contains("set up already", setup.Words, StringComparison.Ordinal);
        Assert.Empty(setup.Document.QuerySelectorAll("form"));
    }

    [Fact]
    public async Task A_password_of_the_environment_that_is_too_short_stops_the_start_with_a_sentence()
    {
        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings { Values = Values(("PORTAL_ADMIN_PASSWORD", "short")) }
        );

        Assert.NotEqual(0, exitCode);
        Assert.Contains(
            logs.All,
            line =>
                line.Contains("PORTAL_ADMIN_PASSWORD", StringComparison.Ordinal)
                && line.Contains("at least 12 characters", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(logs.All, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_one_a_link_is_printed_that_works_once_and_all_else_waits_for_it()
    {
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Values = Values(("PORTAL_ADMIN_EMAIL", null), ("PORTAL_ADMIN_PASSWORD", null)),
            }
        );
        var link = new Uri(SetupLink().Match(await portal.WaitForLineAsync("setup?token=")).Value);
        using var browser = new PortalClient(portal);
        await AssertClosedAsync(portal, browser);

        var wrong = await browser.GetAsync("setup?token=0123456789abcdef");
        Assert.Contains("not valid", wrong.Words, StringComparison.Ordinal);
        Assert.Empty(wrong.Document.QuerySelectorAll("form"));

        var form = await browser.GetAsync(link);
        await AssertRefusedAsync(browser, form, "short", "short", "at least 12 characters");
        await AssertRefusedAsync(browser, form, Sentence, Sentence + "!", "passwords differ");
        await AssertClosedAsync(portal, browser);

        var made = await FillAsync(browser, form, Sentence, Sentence);
        Assert.True(made.IsRedirect);
        Assert.Equal("/sign-in", made.Location!.AbsolutePath);
        Assert.Contains(
            "Administrator created. Sign in.",
            (await browser.FollowAsync(made)).Words,
            StringComparison.Ordinal
        );

        var again = await FillAsync(
            browser,
            form,
            "another good password",
            "another good password"
        );
        Assert.False(again.IsRedirect);
        var spent = await browser.GetAsync(link);
        Assert.Contains("set up already", spent.Words, StringComparison.Ordinal);
        Assert.Empty(spent.Document.QuerySelectorAll("form"));
        await browser.SignInAsync("first@example.com", Sentence);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("")).Status);
    }

    [Fact]
    public async Task A_link_ends_with_the_start_that_printed_it()
    {
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Values = Values(("PORTAL_ADMIN_EMAIL", null), ("PORTAL_ADMIN_PASSWORD", null)),
            }
        );
        var old = SetupLink().Match(await portal.WaitForLineAsync("setup?token=")).Value;

        await portal.RestartAsync();

        var link = SetupLink().Match(await portal.WaitForLineAsync("setup?token=")).Value;
        Assert.NotEqual(old, link);
        using var browser = new PortalClient(portal);
        var page = await browser.GetAsync(new Uri(old));
        Assert.Contains("not valid", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_built_portal_answers_soon_after_its_start()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var portal = await PortalProcess.StartAsync();
        var took = clock.Elapsed;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"From process start to ready: {took.TotalSeconds:0.0} s, on an empty data folder."
        );
        // It takes two or three; this catches a hang, not a busy machine.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static async Task AssertClosedAsync(PortalProcess portal, PortalClient browser)
    {
        foreach (var path in new[] { "", "sign-in", "hosts", "audit", "callbacks/installed" })
        {
            var page = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
            Assert.Equal(
                "This portal is not set up yet",
                page.Document.QuerySelector("h1")!.TextContent
            );
            Assert.DoesNotContain("token=", page.Text, StringComparison.Ordinal);
        }

        using var delivery = await browser.Http.PostAsync(
            new Uri(portal.Url, "webhooks/0123"),
            new StringContent("{}"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, delivery.StatusCode);
    }

    private static async Task AssertRefusedAsync(
        PortalClient browser,
        HtmlPage form,
        string password,
        string again,
        string sentence
    )
    {
        var page = await FillAsync(browser, form, password, again);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(
            sentence,
            page.Document.QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(password, page.Text, StringComparison.Ordinal);
    }

    private static Task<HtmlPage> FillAsync(
        PortalClient browser,
        HtmlPage form,
        string password,
        string again
    ) =>
        browser.SubmitAsync(
            form,
            values: new Dictionary<string, string?>
            {
                ["Input.Email"] = "first@example.com",
                ["Input.Password"] = password,
                ["Input.Again"] = again,
            }
        );

    private static Dictionary<string, string?> Values(params (string, string?)[] values) =>
        values.ToDictionary(value => value.Item1, value => value.Item2, StringComparer.Ordinal);

    [GeneratedRegex("http\\S+setup\\?token=[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex SetupLink();
}
