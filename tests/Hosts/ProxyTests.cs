using Portal.Data;
using Portal.Hosts;
using Portal.Secrets;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Hosts;

/// <summary>Hosts behind real proxies: tinyproxy (HTTP CONNECT) and microsocks (SOCKS5), with credentials and without.</summary>
public sealed class ProxyTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    private const string Password = "pr0xy-passw0rd-7Qz";
    private readonly TestCertificates _company = new();
    private SandboxServer? _gitHub;

    public async ValueTask InitializeAsync()
    {
        await stage.StartOverAsync();
        _gitHub = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Url = "https://127.0.0.1:0",
                Certificate = _company.Issue("127.0.0.1").Certificate,
            },
            Stop
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _gitHub!.DisposeAsync();
        _company.Dispose();
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("http", true)]
    [InlineData("socks5", false)]
    [InlineData("socks5", true)]
    public async Task A_host_is_registered_through_it(string kind, bool withPassword)
    {
        await using var proxy = await ProxyAsync(kind, withPassword ? "portal" : null);
        var form = Form(proxy.Url, withPassword ? "portal" : null, withPassword ? Password : null);

        var result = await stage.RegisterAsync(form);

        Assert.True(result.HostId is not null, result.Refusal?.Detail ?? $"{result.Problem}");
        var host = await stage.HostAsync(result.HostId.Value);
        Assert.Equal(proxy.Url, host.Network?.ProxyUrl);
        Assert.Single(_gitHub!.Requests.All);
        // With the stored network, too: from its secrets, and not from the form.
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(host.Id, Actor.Portal, Stop);
        Assert.Equal(ResourceState.Available, (await stage.HostAsync(host.Id)).State);
    }

    [Theory]
    [InlineData("http", "asks for a user and password, or refuses those of the network")]
    [InlineData("socks5", "proxy")]
    public async Task A_wrong_password_is_said_and_not_repeated(string kind, string words)
    {
        await using var proxy = await ProxyAsync(kind, "portal");

        var seen = await stage.RefusedAsync(Form(proxy.Url, "portal", "wrong-Passw0rd-9"));

        Assert.Equal(Reason.Unreachable, seen.Reason);
        Assert.Contains(words, seen.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            "wrong-Passw0rd-9",
            PreflightStep.Write(seen.Steps),
            StringComparison.Ordinal
        );
        Assert.Empty(_gitHub!.Requests.All);
    }

    [Fact]
    public async Task A_changed_password_counts_from_the_next_call_on()
    {
        await using var proxy = await ProxyAsync("http", "portal");
        var id = (await stage.RegisterAsync(Form(proxy.Url, "portal", Password))).HostId!.Value;
        var network = (await stage.HostAsync(id)).Network!;

        await SaveAsync(network, password: "not-it-any-more");
        await CheckAsync(id);
        var wrong = await stage.HostAsync(id);
        await SaveAsync(network, password: Password);
        await CheckAsync(id);

        Assert.Equal((ResourceState.Error, Reason.Unreachable), (wrong.State, wrong.Reason));
        Assert.Equal(ResourceState.Available, (await stage.HostAsync(id)).State);
    }

    [Fact]
    public async Task What_is_left_empty_when_a_network_is_changed_stays_stored()
    {
        await using var proxy = await ProxyAsync("http", "portal");
        var id = (await stage.RegisterAsync(Form(proxy.Url, "portal", Password))).HostId!.Value;
        var network = (await stage.HostAsync(id)).Network!;

        await SaveAsync(network, password: null);
        await CheckAsync(id);

        Assert.Equal(ResourceState.Available, (await stage.HostAsync(id)).State);
    }

    [Fact]
    public async Task A_network_and_its_secrets_go_when_no_host_uses_it()
    {
        await using var proxy = await ProxyAsync("http", "portal");
        var id = (await stage.RegisterAsync(Form(proxy.Url, "portal", Password))).HostId!.Value;
        var network = (await stage.HostAsync(id)).NetworkId!.Value;
        var save = stage.Portal.Doors.Get<SaveNetwork>();

        var whileUsed = await save.DeleteAsync(network, Doors.Actor, Stop);
        await stage.StartOverAsync(keepNetworks: true);
        var afterwards = await save.DeleteAsync(network, Doors.Actor, Stop);

        Assert.Equal((false, true), (whileUsed, afterwards));
        await using var db = await stage.Portal.Doors.OpenAsync();
        Assert.DoesNotContain(db.Secrets, secret => secret.OwnerId == network);
    }

    private static Task<RealProxy> ProxyAsync(string kind, string? user) =>
        kind == "http"
            ? RealProxy.HttpAsync(user, user is null ? null : Password)
            : RealProxy.SocksAsync(user, user is null ? null : Password);

    private HostForm Form(string proxy, string? user, string? password) =>
        new()
        {
            Url = _gitHub!.Url.AbsoluteUri,
            NewNetwork =
            {
                ProxyUrl = proxy,
                ProxyUser = user,
                ProxyPassword = SecretText.Typed(password),
                CaCertificates = _company.AuthorityPem,
            },
        };

    private async Task SaveAsync(Network network, string? password)
    {
        var form = NetworkForm.Of(network);
        form.ProxyPassword = SecretText.Typed(password);
        var saved = await stage
            .Portal.Doors.Get<SaveNetwork>()
            .RunAsync(network.Id, form, Doors.Actor, Stop);
        Assert.Null(saved.Problem);
    }

    private Task CheckAsync(Guid host) =>
        stage.Portal.Doors.Get<CheckHost>().RunAsync(host, Actor.Portal, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
