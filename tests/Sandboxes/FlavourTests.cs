using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Sandboxes;

/// <summary>Three GitHubs side by side, each at its own origins and with its own habits.</summary>
public sealed class FlavourTests : IAsyncLifetime
{
    private Sandbox.Sandboxes _all = null!;
    private readonly HttpClient _http = new(LocalHttp.Handler());

    public async ValueTask InitializeAsync()
    {
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
        _all = await Sandbox.Sandboxes.StartAsync(0, ct: Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _all.DisposeAsync();
    }

    [Fact]
    public async Task Each_is_a_site_of_its_own_whose_API_is_where_that_GitHub_has_it()
    {
        Assert.Equal(3, _all.All.Select(one => one.Url.Host).Distinct().Count());
        Assert.Equal(new Uri(_all.Server.Url, "api/v3/"), _all.Server.ApiUrl);
        foreach (var cloud in new[] { _all.DotCom, _all.DataResidency })
        {
            Assert.NotEqual(cloud.Url.Host, cloud.ApiUrl.Host);
            Assert.Equal("/", cloud.ApiUrl.AbsolutePath);
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(cloud.Url, "api/v3/meta"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(cloud.ApiUrl, "login"));
        }
    }

    [Fact]
    public async Task Only_a_server_names_its_version()
    {
        var server = await _http.GetAsync(new Uri(_all.Server.ApiUrl, "meta"), Stop);
        var cloud = await _http.GetAsync(new Uri(_all.DotCom.ApiUrl, "meta"), Stop);

        Assert.True(server.Headers.Contains("X-GitHub-Enterprise-Version"));
        Assert.Contains("installed_version", await server.Content.ReadAsStringAsync(Stop));
        Assert.False(cloud.Headers.Contains("X-GitHub-Enterprise-Version"));
        Assert.DoesNotContain("installed_version", await cloud.Content.ReadAsStringAsync(Stop));
        Assert.True(cloud.Headers.Contains("X-GitHub-Request-Id"));
    }

    [Fact]
    public async Task An_app_has_its_public_page_where_its_flavour_has_them()
    {
        foreach (
            var (sandbox, path) in new[]
            {
                (_all.Server, "/github-apps/portal"),
                (_all.DotCom, "/apps/portal"),
                (_all.DataResidency, "/apps/portal"),
            }
        )
        {
            var app = Create(sandbox, sandbox.World.FindAccount("octocat")!, isPublic: true);

            var seen = await _http.GetFromJsonAsync<JsonElement>(
                new Uri(sandbox.ApiUrl, $"apps/{app.Slug}"),
                Stop
            );

            var page = seen.GetProperty("html_url").GetString()!;
            Assert.Equal(new Uri(sandbox.Url, path), new Uri(page));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(new Uri(page), ""));
        }
    }

    [Fact]
    public async Task An_enterprise_may_own_an_app_which_only_its_organizations_install()
    {
        using var browser = new SandboxBrowser(_all.DotCom.Url);
        await browser.SignInAsync();
        var form = await browser.GetAsync("enterprises/sandbox-inc/settings/apps/new");
        Assert.Equal(HttpStatusCode.OK, form.Status);
        var app = Create(_all.DotCom, _all.DotCom.World.Enterprise, isPublic: true);

        var choice = await browser.GetAsync("apps/portal/installations/new", follow: true);
        var owner = (
            await _http.GetFromJsonAsync<JsonElement>(
                new Uri(_all.DotCom.ApiUrl, $"apps/{app.Slug}"),
                Stop
            )
        ).GetProperty("owner");

        Assert.Contains("acme", choice.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("octocat User", choice.Words, StringComparison.Ordinal);
        Assert.Equal("sandbox-inc", owner.GetProperty("slug").GetString());
    }

    [Fact]
    public async Task Before_3_16_an_enterprise_could_not_own_apps()
    {
        using var browser = new SandboxBrowser(_all.Server.Url);
        await browser.SignInAsync();
        _all.Server.World.Version = "3.15.4";

        var form = await browser.GetAsync("enterprises/sandbox-inc/settings/apps/new");

        Assert.Equal(HttpStatusCode.NotFound, form.Status);
    }

    private static Sandbox.App Create(SandboxServer sandbox, Account owner, bool isPublic) =>
        sandbox
            .World.CreateApp(
                owner,
                new Manifest
                {
                    Name = "Portal",
                    Url = "https://portal.example.com",
                    Public = isPublic,
                }
            )
            .App;

    private async Task<HttpStatusCode> StatusAsync(Uri root, string path)
    {
        using var answer = await _http.GetAsync(
            path.Length == 0 ? root : new Uri(root, path),
            Stop
        );
        return answer.StatusCode;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
