using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Hosts;

/// <summary>Which addresses the portal calls, directly and through a proxy.</summary>
public sealed class EgressTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://[::ffff:169.254.169.254]")]
    [InlineData("http://[::ffff:a9fe:a9fe]")]
    [InlineData("http://2852039166")]
    [InlineData("http://[fe80::1]")]
    [InlineData("http://0.0.0.0:5432")]
    [InlineData("http://[::]:5432")]
    [InlineData("http://224.0.0.1")]
    [InlineData("http://[ff02::1]")]
    [InlineData("http://255.255.255.255")]
    [InlineData("http://[64:ff9b::169.254.169.254]")]
    [InlineData("http://[fd00:ec2::254]")]
    public async Task Addresses_of_no_server_are_never_called(string url)
    {
        var direct = await stage.RefusedAsync(new HostForm { Url = url });

        Assert.Equal(Reason.AddressRefused, direct.Reason);
        Assert.Contains("does not call", direct.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://localhost:{0}")]
    [InlineData("http://127.1.2.3:{0}")]
    [InlineData("http://[::1]:{0}")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}")]
    public async Task Loopback_is_not_called_unless_configuration_says_so(string url)
    {
        var portal = await stage.StrictAsync();

        var result = await Registering.RegisterAsync(
            portal.Doors,
            new HostForm { Url = string.Format(url, stage.GitHub.Url.Port) }
        );

        Assert.Null(result.HostId);
        Assert.Contains("does not call", result.Refusal?.Detail, StringComparison.Ordinal);
        Assert.Empty(stage.GitHub.Requests.All);
    }

    [Fact]
    public async Task A_proxy_is_used_resolves_the_name_and_the_certificate_is_still_checked()
    {
        using var company = new TestCertificates();
        await using var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Url = "https://127.0.0.1:0",
                Certificate = company.Issue("ghes.invalid").Certificate,
            },
            TestContext.Current.CancellationToken
        );
        using var proxy = new ConnectProxy(gitHub.Url);
        var portal = await stage.StrictAsync();
        var form = new HostForm
        {
            Url = "https://ghes.invalid",
            NewNetwork = { ProxyUrl = proxy.Address },
        };

        var untrusted = await Registering.RegisterAsync(portal.Doors, form);
        form.NewNetwork.CaCertificates = company.AuthorityPem;
        var result = await Registering.RegisterAsync(portal.Doors, form);

        Assert.Equal(Reason.TlsUntrusted, untrusted.Refusal?.Reason);
        Assert.NotNull(result.HostId);
        Assert.Contains("CONNECT ghes.invalid:443 HTTP/1.1", proxy.Asked);
        Assert.Single(gitHub.Requests.All);
    }

    [Theory]
    [InlineData("https://169.254.169.254")]
    [InlineData("http://169.254.169.254")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://localhost")]
    public async Task A_proxy_is_not_asked_for_addresses_that_the_portal_does_not_call(string url)
    {
        using var proxy = new ConnectProxy(stage.GitHub.Url);
        var portal = await stage.StrictAsync();

        var result = await Registering.RegisterAsync(
            portal.Doors,
            new HostForm { Url = url, NewNetwork = { ProxyUrl = proxy.Address } }
        );

        Assert.Contains("does not call", result.Refusal?.Detail, StringComparison.Ordinal);
        Assert.Empty(proxy.Asked);
    }

    [Fact]
    public async Task A_proxy_that_does_not_answer_is_named()
    {
        var seen = await stage.RefusedAsync(
            new HostForm
            {
                Url = "https://ghes.invalid",
                NewNetwork = { ProxyUrl = $"127.0.0.1:{PortalProcess.FreePort()}" },
            }
        );

        Assert.Equal(Reason.Unreachable, seen.Reason);
        Assert.Contains("proxy", seen.Detail, StringComparison.OrdinalIgnoreCase);
    }
}
