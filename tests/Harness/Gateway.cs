using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Tests.Harness;

/// <summary>
/// What companies put before a server: it takes connections, over TLS or not, from clients with a certificate or from all, and
/// hands them to the server behind it. It remembers who came.
/// </summary>
public sealed class Gateway : IDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2? _admits;

    /// <param name="target">The server behind it.</param>
    /// <param name="certificate">What it shows; null for no TLS.</param>
    /// <param name="admits">The authority of the clients that it admits; null for everybody.</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    /// <param name="address">The address of this machine on which it listens.</param>
    public Gateway(
        Uri target,
        X509Certificate2? certificate = null,
        X509Certificate2? admits = null,
        int port = 0,
        string address = "127.0.0.1"
    )
    {
        _target = new IPEndPoint(IPAddress.Parse(target.Host), target.Port);
        (_certificate, _admits) = (certificate, admits);
        _listener = new TcpListener(IPAddress.Parse(address), port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url =>
        new($"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}/");

    /// <summary>The addresses that connections came from.</summary>
    public ConcurrentBag<string> From { get; } = [];

    /// <summary>The subjects of the certificates that clients showed.</summary>
    public ConcurrentBag<string> Clients { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var _ = client;
        From.Add(((IPEndPoint)client.Client.RemoteEndPoint!).Address.ToString());
        try
        {
            await using var near = await SecureAsync(client.GetStream());
            using var server = new TcpClient();
            await server.ConnectAsync(_target);
            await using var far = server.GetStream();
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception over)
            when (over
                    is IOException
                        or SocketException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // One side hung up, or the client was not admitted.
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = _admits is not null,
                RemoteCertificateValidationCallback = (_, shown, _, _) => Admits(shown),
            }
        );
        return tls;
    }

    private bool Admits(X509Certificate? shown)
    {
        if (_admits is null)
        {
            return true;
        }

        if (shown is not X509Certificate2 client)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_admits);
        Clients.Add(client.Subject);
        return chain.Build(client);
    }
}
