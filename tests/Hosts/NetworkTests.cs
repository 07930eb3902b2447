using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Hosts;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Hosts;

/// <summary>Client certificates, source addresses and egress rules of a network; and what cannot be one.</summary>
public sealed class NetworkTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    private readonly TestCertificates _company = new();

    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync()
    {
        _company.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_gateway_that_admits_only_clients_with_a_certificate_sees_the_networks()
    {
        using var gateway = Gateway();
        var client = _company.Issue("portal.example.com");
        var form = new HostForm
        {
            Url = gateway.Url.AbsoluteUri,
            NewNetwork =
            {
                CaCertificates = _company.AuthorityPem,
                ClientCertificate = client.CertificatePem,
                ClientKey = new SecretText(await File.ReadAllTextAsync(client.KeyFile, Stop)),
            },
        };

        var id = (await stage.RegisterAsync(form)).HostId;

        Assert.NotNull(id);
        Assert.Contains("CN=portal.example.com", gateway.Clients);
        // With the stored key, too.
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id.Value, Actor.Portal, Stop);
        Assert.Equal(ResourceState.Available, (await stage.HostAsync(id.Value)).State);
    }

    [Fact]
    public async Task A_gateway_that_wants_a_certificate_is_told_from_one_that_is_broken()
    {
        var issued = _company.Issue("127.0.0.1");
        await using var gateway = await RealProxy.TlsGatewayAsync(issued, _company.AuthorityFile);

        var seen = await stage.RefusedAsync(
            new HostForm
            {
                Url = gateway.Url,
                NewNetwork = { CaCertificates = _company.AuthorityPem },
            }
        );

        Assert.Equal(
            (PreflightCheck.Tls, Reason.ClientCertificateWanted),
            (seen.Failure?.Check, seen.Reason)
        );
    }

    [Fact]
    public async Task Calls_come_from_the_source_address_of_the_network()
    {
        using var gateway = new Gateway(stage.GitHub.Url);

        var result = await stage.RegisterAsync(
            new HostForm
            {
                Url = gateway.Url.AbsoluteUri,
                NewNetwork = { SourceAddresses = "127.0.0.77" },
            }
        );

        Assert.Equal(["127.0.0.77"], gateway.From.Distinct());
        Assert.Equal("127.0.0.77", (await stage.HostAsync(result.HostId!.Value)).SeenFrom);
    }

    [Fact]
    public async Task A_source_address_of_another_machine_is_said_before_anything_is_stored()
    {
        var seen = await stage.RefusedAsync(
            new HostForm
            {
                Url = stage.GitHub.Url.AbsoluteUri,
                NewNetwork = { SourceAddresses = "192.0.2.1" },
            }
        );

        Assert.Equal((PreflightCheck.Tcp, Fixer.You), (seen.Failure?.Check, seen.Failure?.Fixer));
        Assert.Contains(
            "192.0.2.1 is not an address of this machine",
            seen.Detail,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("127.0.0.1 {port}", true)]
    [InlineData("10.0.0.0/8\n127.0.0.1/32 443,{port}", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("127.0.0.1 443,8443", false)]
    [InlineData("10.0.0.0/8", false)]
    public async Task Egress_rules_say_what_may_be_contacted(string rules, bool allowed)
    {
        var form = new HostForm
        {
            Url = stage.GitHub.Url.AbsoluteUri,
            NewNetwork =
            {
                EgressRules = rules.Replace(
                    "{port}",
                    $"{stage.GitHub.Url.Port}",
                    StringComparison.Ordinal
                ),
            },
        };

        var result = await stage.RegisterAsync(form);

        Assert.Equal(allowed, result.HostId is not null);
        if (!allowed)
        {
            Assert.Equal(Reason.AddressRefused, result.Refusal?.Reason);
            Assert.Contains("egress rules", result.Refusal?.Detail, StringComparison.Ordinal);
            Assert.Empty(stage.GitHub.Requests.All);
        }
    }

    [Fact]
    public async Task A_rule_that_is_tightened_stops_the_next_call()
    {
        var form = new HostForm
        {
            Url = stage.GitHub.Url.AbsoluteUri,
            NewNetwork = { EgressRules = "127.0.0.0/8" },
        };
        var id = (await stage.RegisterAsync(form)).HostId!.Value;
        var network = (await stage.HostAsync(id)).Network!;
        stage.GitHub.Requests.Clear();

        var change = NetworkForm.Of(network);
        change.EgressRules = "10.0.0.0/8";
        await stage.Portal.Doors.Get<SaveNetwork>().RunAsync(network.Id, change, Doors.Actor, Stop);
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id, Actor.Portal, Stop);

        Assert.Equal(Reason.AddressRefused, (await stage.HostAsync(id)).Reason);
        Assert.Empty(stage.GitHub.Requests.All);
    }

    [Theory]
    [InlineData(nameof(NetworkForm.EgressRules), "10.0.0.0/33", "is not a rule")]
    [InlineData(nameof(NetworkForm.EgressRules), "10", "is not a rule")]
    [InlineData(nameof(NetworkForm.EgressRules), "10.0.0.0/8 https", "is not a rule")]
    [InlineData(nameof(NetworkForm.EgressRules), "10.0.0.0/8 0", "is not a rule")]
    [InlineData(nameof(NetworkForm.EgressRules), "ghes.example.com", "is not a rule")]
    [InlineData(nameof(NetworkForm.SourceAddresses), "eth0", "is not an address")]
    [InlineData(nameof(NetworkForm.ProxyUser), "portal", "A user without a proxy")]
    [InlineData(
        nameof(NetworkForm.ClientKey),
        "-----BEGIN PRIVATE KEY-----",
        "A key without its certificate"
    )]
    public async Task What_cannot_be_is_refused_at_its_field(
        string field,
        string value,
        string sentence
    )
    {
        var form = new NetworkForm { Name = "Company" };
        typeof(NetworkForm)
            .GetProperty(field)!
            .SetValue(form, field == nameof(NetworkForm.ClientKey) ? new SecretText(value) : value);

        var saved = await stage
            .Portal.Doors.Get<SaveNetwork>()
            .RunAsync(null, form, Doors.Actor, Stop);

        Assert.Null(saved.Id);
        Assert.Contains(sentence, saved.Problem?.Sentence, StringComparison.Ordinal);
        await using var db = await stage.Portal.Doors.OpenAsync();
        Assert.False(await db.Networks.AnyAsync(Stop));
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var saved = await stage
            .Portal.Doors.Get<SaveNetwork>()
            .RunAsync(
                null,
                new NetworkForm
                {
                    ProxyUrl = "ftp://proxy.example.com",
                    ProxyUser = "portal",
                    CaCertificates = "not one",
                    SourceAddresses = "eth0",
                    EgressRules = "10",
                },
                Doors.Actor,
                Stop
            );

        Assert.Null(saved.Id);
        Assert.Equal(
            [
                nameof(NetworkForm.CaCertificates),
                nameof(NetworkForm.EgressRules),
                nameof(NetworkForm.Name),
                nameof(NetworkForm.ProxyPassword),
                nameof(NetworkForm.ProxyUrl),
                nameof(NetworkForm.SourceAddresses),
            ],
            saved.Problems.Keys.Order()
        );
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused_and_not_repeated()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = other.ExportPkcs8PrivateKeyPem();

        var saved = await stage
            .Portal.Doors.Get<SaveNetwork>()
            .RunAsync(
                null,
                new NetworkForm
                {
                    Name = "Company",
                    ClientCertificate = _company.Issue("portal").CertificatePem,
                    ClientKey = new SecretText(key),
                },
                Doors.Actor,
                Stop
            );

        Assert.Equal(nameof(NetworkForm.ClientKey), saved.Problem?.Field);
        Assert.DoesNotContain(
            key.Split('\n')[1],
            saved.Problem?.Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_networks_cannot_have_one_name()
    {
        var save = stage.Portal.Doors.Get<SaveNetwork>();
        await save.RunAsync(null, new NetworkForm { Name = "Company" }, Doors.Actor, Stop);

        var second = await save.RunAsync(
            null,
            new NetworkForm { Name = " Company " },
            Doors.Actor,
            Stop
        );

        Assert.Equal(nameof(NetworkForm.Name), second.Problem?.Field);
    }

    private Gateway Gateway() =>
        new(stage.GitHub.Url, _company.Issue("127.0.0.1").Certificate, admits: _company.Authority);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
