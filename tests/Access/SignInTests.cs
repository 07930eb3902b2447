using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.Harness;

namespace Portal.Tests.Access;

/// <summary>Signing in and out. Every test has a portal of its own: ten tries a minute are all that one gives.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task The_eleventh_try_in_a_minute_is_told_when_to_come_back()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            var page = await TryAsync(browser, "stranger@example.com", "wrong");
            Assert.Contains("do not match", page.Words, StringComparison.Ordinal);
        }

        var refused = await TryAsync(
            browser,
            PortalProcess.AdministratorEmail,
            PortalProcess.AdministratorPassword
        );

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        var after = refused.Response.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(after, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        Assert.Equal("Too many attempts", refused.Document.QuerySelector("h1")!.TextContent);
        Assert.NotNull(refused.Document.QuerySelector("link[rel=stylesheet][href='/portal.css']"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("sign-in")).Status);
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_an_account_for_five_minutes()
    {
        await using var portal = await PortalProcess.StartAsync();
        await using var doors = Doors.To(portal);
        using var browser = new PortalClient(portal);
        for (var attempt = 1; attempt <= 9; attempt++)
        {
            await TryAsync(browser, PortalProcess.AdministratorEmail, "wrong");
        }

        var tenth = await TryAsync(browser, PortalProcess.AdministratorEmail, "wrong");

        Assert.Contains("Wait five minutes", tenth.Words, StringComparison.Ordinal);
        // A restart forgets who asked how often, and not what is locked.
        await portal.RestartAsync();
        var right = await TryAsync(
            browser,
            PortalProcess.AdministratorEmail,
            PortalProcess.AdministratorPassword
        );
        Assert.Contains("Wait five minutes", right.Words, StringComparison.Ordinal);
        await using var db = await doors.OpenAsync();
        await db.Users.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.LockoutEnd, DateTimeOffset.UnixEpoch),
            Stop
        );
        await browser.SignInAsync();
    }

    [Fact]
    public async Task After_signing_in_a_person_goes_where_they_wanted_within_this_portal_only()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);

        foreach (
            var (wanted, reached) in new[]
            {
                ("/hosts?x=1", "/hosts?x=1"),
                ("//evil.example", "/"),
                ("/\\evil.example", "/"),
                ("https://evil.example/", "/"),
                ("/https://evil.example/", "/https://evil.example/"),
                ("javascript:alert(1)", "/"),
            }
        )
        {
            var page = await TryAsync(
                browser,
                PortalProcess.AdministratorEmail,
                PortalProcess.AdministratorPassword,
                $"sign-in?returnUrl={Uri.EscapeDataString(wanted)}"
            );

            Assert.True(page.IsRedirect, wanted);
            Assert.Equal(portal.Url.Authority, page.Location!.Authority);
            Assert.Equal(reached, page.Location.PathAndQuery);
        }
    }

    [Fact]
    public async Task A_page_that_needs_a_session_comes_back_after_signing_in()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);
        var redirect = await browser.GetAsync("audit?page=1");
        Assert.Equal("/sign-in", redirect.Location!.AbsolutePath);

        var page = await TryAsync(
            browser,
            PortalProcess.AdministratorEmail,
            PortalProcess.AdministratorPassword,
            redirect.Location.PathAndQuery
        );

        Assert.Equal("/audit?page=1", page.Location!.PathAndQuery);
    }

    [Fact]
    public async Task Signing_out_takes_the_form_of_a_page_and_ends_the_session()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);
        await browser.SignInAsync();
        using var forged = await browser.Http.PostAsync(
            new Uri("sign-out", UriKind.Relative),
            new FormUrlEncodedContent([]),
            Stop
        );
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        var page = await browser.GetAsync("");
        Assert.Equal(HttpStatusCode.OK, page.Status);

        var left = await browser.SubmitAsync(page, "form[action='sign-out']");

        Assert.Equal("/sign-in", left.Location!.AbsolutePath);
        Assert.True((await browser.GetAsync("")).IsRedirect);
    }

    [Fact]
    public async Task The_cookies_are_for_this_site_and_not_for_scripts()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);
        var form = await browser.GetAsync("sign-in");
        var signedIn = await browser.SignInAsync();

        var cookies = new[] { form, signedIn }
            .SelectMany(page => page.Response.Headers.GetValues("Set-Cookie"))
            .Select(cookie => cookie.ToLower(CultureInfo.InvariantCulture))
            .ToList();

        Assert.Contains(cookies, cookie => cookie.StartsWith("portal.session.", Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("portal.antiforgery.", Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("httponly", cookie, Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("samesite=lax", cookie, Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("path=/", cookie, Ordinal));
    }

    [Fact]
    public async Task Over_https_the_cookies_stay_on_https()
    {
        using var certificates = new TestCertificates();
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings { Certificate = certificates.Issue("localhost") }
        );
        using var browser = new PortalClient(portal);

        var form = await browser.GetAsync("sign-in");
        var signedIn = await browser.SignInAsync();

        Assert.All(
            new[] { form, signedIn }.SelectMany(page =>
                page.Response.Headers.GetValues("Set-Cookie")
            ),
            cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase)
        );
        Assert.True(form.Response.Headers.Contains("Strict-Transport-Security"));
    }

    private static async Task<HtmlPage> TryAsync(
        PortalClient browser,
        string email,
        string password,
        string path = "sign-in"
    ) =>
        await browser.SubmitAsync(
            await browser.GetAsync(path),
            "form:has(input[type=password])",
            new Dictionary<string, string?>
            {
                ["Input.Email"] = email,
                ["Input.Password"] = password,
            }
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private const StringComparison Ordinal = StringComparison.Ordinal;
}
