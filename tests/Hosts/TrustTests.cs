using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Hosts;

/// <summary>A server's certificate is checked against its name, its dates and who issued it; there is no way to skip that.</summary>
public sealed class TrustTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    private readonly TestCertificates _company = new();

    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync()
    {
        _company.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_server_of_a_private_authority_is_registered_when_the_authority_is_given()
    {
        await using var gitHub = await StartAsync(_company.Issue());

        var result = await stage.RegisterAsync(Form(gitHub, _company.AuthorityPem));

        var host = await stage.HostAsync(result.HostId!.Value);
        Assert.Equal(ResourceState.Available, host.State);
        Assert.Contains(
            "BEGIN CERTIFICATE",
            host.Network!.CaCertificates,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_authority_among_others_and_with_words_around_it_is_found()
    {
        await using var gitHub = await StartAsync(_company.Issue());
        using var another = new TestCertificates("Another authority");

        var result = await stage.RegisterAsync(
            Form(
                gitHub,
                $"# company roots\r\n{another.AuthorityPem}\r\n\r\n{_company.AuthorityPem}\r\n"
            )
        );

        Assert.NotNull(result.HostId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_of_an_unknown_authority_is_not_trusted(bool anotherIsGiven)
    {
        await using var gitHub = await StartAsync(_company.Issue());
        using var another = new TestCertificates("Another authority");

        await AssertUntrustedAsync(
            Form(gitHub, anotherIsGiven ? another.AuthorityPem : null),
            "not trusted"
        );
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_trusted()
    {
        await using var gitHub = await StartAsync(_company.Issue("ghes.example.com"));

        await AssertUntrustedAsync(
            Form(gitHub, _company.AuthorityPem),
            "another name: ghes.example.com"
        );
    }

    [Fact]
    public async Task A_certificate_that_ran_out_is_not_trusted()
    {
        var now = TimeProvider.System.GetUtcNow();
        var expired = _company.Issue(now.AddHours(-20), now.AddHours(-1), "127.0.0.1");
        await using var gitHub = await StartAsync(expired);

        await AssertUntrustedAsync(Form(gitHub, _company.AuthorityPem), "(127.0.0.1) expired on");
    }

    [Fact]
    public async Task A_port_without_TLS_is_told_apart_from_one_that_is_not_trusted()
    {
        var seen = await stage.RefusedAsync(
            new HostForm { Url = $"127.0.0.1:{stage.GitHub.Url.Port}" }
        );

        Assert.Equal(Reason.NotHttps, seen.Reason);
        Assert.Contains(
            $"type http://127.0.0.1:{stage.GitHub.Url.Port}.",
            seen.Detail,
            StringComparison.Ordinal
        );
    }

    private async Task AssertUntrustedAsync(HostForm form, string sentence)
    {
        var seen = await stage.RefusedAsync(form);

        Assert.Equal(Reason.TlsUntrusted, seen.Reason);
        Assert.Contains(sentence, seen.Detail, StringComparison.Ordinal);
    }

    private static HostForm Form(SandboxServer gitHub, string? authority) =>
        new() { Url = gitHub.Url.AbsoluteUri, NewNetwork = { CaCertificates = authority } };

    private static Task<SandboxServer> StartAsync(TestCertificate certificate) =>
        SandboxServer.StartAsync(
            new SandboxOptions
            {
                Url = "https://127.0.0.1:0",
                Certificate = certificate.Certificate,
            },
            TestContext.Current.CancellationToken
        );
}
