using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Portal.Tests.Harness;
using Sandbox;
using Sandbox.Tls;

namespace Portal.Tests.Sandboxes;

/// <summary>A server of a private authority presents its certificate well or badly, as it is told.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly PrivateAuthority _authority = new(TimeProvider.System);
    private SandboxServer _sandbox = null!;

    public async ValueTask InitializeAsync() =>
        _sandbox = await SandboxServer.StartAsync(
            new() { Url = "https://127.0.0.1:0", Authority = _authority },
            Stop
        );

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("good", SslPolicyErrors.None, X509ChainStatusFlags.NoError)]
    [InlineData(
        "without-intermediate",
        SslPolicyErrors.RemoteCertificateChainErrors,
        X509ChainStatusFlags.PartialChain
    )]
    [InlineData(
        "expired",
        SslPolicyErrors.RemoteCertificateChainErrors,
        X509ChainStatusFlags.NotTimeValid
    )]
    [InlineData(
        "wrong-name",
        SslPolicyErrors.RemoteCertificateNameMismatch,
        X509ChainStatusFlags.NoError
    )]
    public async Task A_client_that_trusts_the_authority_sees_what_is_wrong(
        string presentation,
        SslPolicyErrors expected,
        X509ChainStatusFlags status
    )
    {
        using var control = new SandboxControl(_sandbox);
        await control.PostAsync("tls", new { presentation });

        var (errors, chain) = await ConnectAsync();

        Assert.Equal((expected, status), (errors, chain));
    }

    private async Task<(SslPolicyErrors Errors, X509ChainStatusFlags Chain)> ConnectAsync()
    {
        using var root = X509Certificate2.CreateFromPem(_authority.RootPem);
        var (errors, status) = (SslPolicyErrors.None, X509ChainStatusFlags.NoError);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            CustomTrustStore = { root },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, chain, seen) =>
        {
            errors = seen;
            status = chain!.ChainStatus.Aggregate(status, (all, one) => all | one.Status);
            return true;
        };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri(_sandbox.Url, "login"), Stop);
        return (errors, status);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
