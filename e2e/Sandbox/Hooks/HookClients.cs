using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sandbox.Hooks;

/// <summary>
/// The two ways to reach a receiver: with its certificate verified, against the machine's authorities and one more, and
/// without, where the hook's owner has turned that off.
/// </summary>
internal sealed class HookClients : IDisposable
{
    private readonly HttpClient _verifying;
    private readonly HttpClient _trusting;

    public HookClients(X509Certificate2? trust)
    {
        _verifying = Client(
            (_, certificate, chain, errors) => Verify(trust, certificate, chain, errors)
        );
#pragma warning disable CA5359 // An owner may turn the check off: insecure_ssl "1".
        _trusting = Client((_, _, _, _) => true);
#pragma warning restore CA5359
    }

    public HttpClient For(bool insecure) => insecure ? _trusting : _verifying;

    public void Dispose()
    {
        _verifying.Dispose();
        _trusting.Dispose();
    }

    private static HttpClient Client(RemoteCertificateValidationCallback validate)
    {
        // A hook is never followed to where it redirects, and cookies have no business here.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = validate },
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static bool Verify(
        X509Certificate2? trust,
        X509Certificate? presented,
        X509Chain? machine,
        SslPolicyErrors errors
    )
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (
            trust is null
            || presented is null
            || errors != SslPolicyErrors.RemoteCertificateChainErrors
        )
        {
            return false;
        }

        using var leaf = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(trust);
        foreach (var element in machine?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf) || leaf.RawData.AsSpan().SequenceEqual(trust.RawData);
    }
}
