using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Portal.Tests.Harness;
using Sandbox;
using Sandbox.Control;

namespace Portal.Tests.Sandboxes;

/// <summary>Each fault really happens to whoever asks, as it would with a GitHub that has it.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(LocalHttp.Handler());
    private SandboxServer _sandbox = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new() { Url = "http://127.0.0.1:0" }, Stop);
        _http.BaseAddress = _sandbox.Url;
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task Latency_delays_the_right_answer()
    {
        await FailAsync("""{"match":"GET /api/v3/meta","kind":"latency","milliseconds":300}""");
        var started = Stopwatch.GetTimestamp();

        using var answer = await MetaAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(290));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang-after")]
    public async Task A_hanging_request_gets_no_byte(string kind)
    {
        await FailAsync($$"""{"match":"/api/v3/meta","kind":"{{kind}}"}""");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _http.GetAsync("api/v3/meta", HttpCompletionOption.ResponseHeadersRead, patience.Token)
        );
    }

    [Fact]
    public async Task A_reset_drops_the_connection()
    {
        await FailAsync("""{"match":"/api/v3/meta","kind":"reset"}""");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(MetaAsync);

        // There was an answer neither with nor without a status.
        Assert.Null(failure.StatusCode);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task A_status_comes_as_JSON_of_GitHub(int status)
    {
        await FailAsync($$"""{"match":"/api/v3/meta","kind":"status","status":{{status}}}""");

        using var answer = await MetaAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.Contains("X-GitHub-Request-Id"));
    }

    [Fact]
    public async Task Maintenance_is_a_page_with_503_that_GitHub_does_not_sign()
    {
        await FailAsync("""{"match":"/","kind":"maintenance"}""");

        using var answer = await MetaAsync();
        using var page = await _http.GetAsync("login", Stop);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable),
            (answer.StatusCode, page.StatusCode)
        );
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.False(answer.Headers.Contains("X-GitHub-Request-Id"));
    }

    [Fact]
    public async Task A_proxy_answers_HTML_where_JSON_is_due()
    {
        await FailAsync("""{"match":"/api/v3","kind":"html"}""");

        using var answer = await MetaAsync();

        Assert.Equal(
            (HttpStatusCode.OK, "text/html"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)
        );
    }

    [Fact]
    public async Task A_proxy_redirects_to_its_sign_in()
    {
        await FailAsync("""{"match":"/api/v3","kind":"redirect-to-login"}""");

        using var answer = await MetaAsync();

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/login", answer.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task A_truncated_answer_ends_before_the_length_it_named()
    {
        await FailAsync("""{"match":"/api/v3/meta","kind":"truncate"}""");
        using var answer = await _http.GetAsync(
            "api/v3/meta",
            HttpCompletionOption.ResponseHeadersRead,
            Stop
        );

        Assert.True(answer.Content.Headers.ContentLength > 0);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task An_oversized_answer_goes_on_and_on()
    {
        await FailAsync("""{"match":"/api/v3/meta","kind":"oversized","bytes":50000000}""");

        using var answer = await MetaAsync();

        Assert.True((await answer.Content.ReadAsByteArrayAsync(Stop)).Length > 50_000_000);
    }

    [Fact]
    public async Task A_secondary_limit_says_how_long_to_wait()
    {
        await FailAsync(
            """{"match":"/api/v3","kind":"secondary-rate-limit","milliseconds":7000}"""
        );

        using var answer = await MetaAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_primary_limit_names_when_it_ends()
    {
        await FailAsync("""{"match":"/api/v3","kind":"primary-rate-limit"}""");

        using var answer = await MetaAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("0", Header(answer.Headers, "X-RateLimit-Remaining"));
        Assert.True(
            long.Parse(Header(answer.Headers, "X-RateLimit-Reset"), CultureInfo.InvariantCulture)
                > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
        );
    }

    [Fact]
    public async Task A_limit_counts_down_and_then_refuses()
    {
        await ControlAsync("rate-limit", """{"limit":2}""");

        var left = new List<string>();
        for (var request = 0; request < 3; request++)
        {
            using var answer = await MetaAsync();
            left.Add($"{(int)answer.StatusCode} {Header(answer.Headers, "X-RateLimit-Remaining")}");
        }

        Assert.Equal(["200 1", "200 0", "403 0"], left);
    }

    [Fact]
    public async Task The_clock_may_be_wrong_for_all_or_for_some()
    {
        await FailAsync("""{"match":"/api/v3/meta","kind":"wrong-date","milliseconds":-600000}""");
        using var some = await MetaAsync();
        await ControlAsync("clock", """{"skewSeconds":3600}""");
        using var all = await _http.GetAsync("api/v3/rate_limit", Stop);

        Assert.InRange(Off(some), -601, -598);
        Assert.InRange(Off(all), 3598, 3601);
    }

    [Fact]
    public async Task Private_mode_tells_a_stranger_nothing()
    {
        await ControlAsync("private-mode", """{"on":true}""");

        using var answer = await MetaAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-GitHub-Enterprise-Version"));
    }

    [Theory]
    [InlineData("2.22.0")]
    [InlineData("3.18.0")]
    [InlineData("3.22.0")]
    public async Task The_server_may_be_of_another_release(string version)
    {
        await ControlAsync("version", $$"""{"version":"{{version}}"}""");

        using var answer = await MetaAsync();

        Assert.Equal(version, Header(answer.Headers, "X-GitHub-Enterprise-Version"));
        Assert.Contains(
            version,
            await answer.Content.ReadAsStringAsync(Stop),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_install_page_may_not_be_there_yet()
    {
        await ControlAsync("apps", """{"name":"Portal"}""");
        await ControlAsync("install-page-delay", """{"seconds":600}""");
        using var browser = new SandboxBrowser(_sandbox.Url);
        await browser.SignInAsync();
        const string page = "github-apps/portal/installations/new";
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(page, follow: true)).Status);

        await ControlAsync("install-page-delay", """{"seconds":0}""");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(page, follow: true)).Status);
    }

    [Fact]
    public async Task An_app_may_be_renamed_or_deleted_behind_everybodys_back()
    {
        await ControlAsync("apps", """{"name":"Portal","public":true}""");
        await ControlAsync("apps/portal/rename", """{"name":"Gate"}""");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/v3/apps/portal"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("api/v3/apps/gate"));

        using var deleted = await _http.DeleteAsync("_sandbox/apps/gate", Stop);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/v3/apps/gate"));
    }

    [Fact]
    public async Task A_fault_goes_away_after_as_many_times_as_it_was_given()
    {
        await FailAsync("""{"match":"/api/v3/meta","kind":"status","status":500,"times":2}""");

        Assert.Equal(
            [
                HttpStatusCode.InternalServerError,
                HttpStatusCode.InternalServerError,
                HttpStatusCode.OK,
            ],
            [
                await StatusAsync("api/v3/meta"),
                await StatusAsync("api/v3/meta"),
                await StatusAsync("api/v3/meta"),
            ]
        );
    }

    [Fact]
    public void Every_kind_of_fault_is_tested_here()
    {
        var here = File.ReadAllText(
            Path.Combine(Checkout.Root, "tests", "Sandboxes", "FaultTests.cs")
        );

        Assert.All(
            Enum.GetNames<FaultKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName),
            kind => Assert.Contains($"\"{kind}\"", here, StringComparison.Ordinal)
        );
    }

    private Task FailAsync(string fault) => ControlAsync("faults", fault);

    private async Task ControlAsync(string path, string body)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await _http.PostAsync($"_sandbox/{path}", content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private Task<HttpResponseMessage> MetaAsync() => _http.GetAsync("api/v3/meta", Stop);

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(path, Stop);
        return answer.StatusCode;
    }

    private static string Header(HttpResponseHeaders headers, string name) =>
        string.Join(",", headers.GetValues(name));

    private static double Off(HttpResponseMessage answer) =>
        (answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow()).TotalSeconds;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
