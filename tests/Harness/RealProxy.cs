using System.Diagnostics;
using System.Net.Sockets;

namespace Portal.Tests.Harness;

/// <summary>A proxy that others wrote and companies run: Debian's tinyproxy (HTTP) or microsocks (SOCKS5), as a process.</summary>
public sealed class RealProxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _folder;

    private RealProxy(Process process, string url, string? folder) =>
        (_process, Url, _folder) = (process, url, folder);

    /// <summary>As an administrator types it, without credentials.</summary>
    public string Url { get; }

    /// <summary>HTTP CONNECT; asks for credentials when there are any.</summary>
    public static async Task<RealProxy> HttpAsync(
        string? user = null,
        string? password = null,
        string address = "127.0.0.1",
        int? port = null
    )
    {
        var at = port ?? PortalProcess.FreePort();
        var folder = Directory.CreateTempSubdirectory("portal-proxy-").FullName;
        var file = Path.Combine(folder, "tinyproxy.conf");
        await File.WriteAllTextAsync(
            file,
            $"""
            Port {at}
            Listen {address}
            LogFile "{Path.Combine(folder, "log")}"
            LogLevel Connect
            Timeout 60
            {(user is null ? "" : $"BasicAuth {user} {password}")}

            """
        );
        return await StartAsync("tinyproxy", ["-d", "-c", file], "http", address, at, folder);
    }

    /// <summary>SOCKS5; asks for credentials when there are any.</summary>
    public static Task<RealProxy> SocksAsync(string? user = null, string? password = null)
    {
        var port = PortalProcess.FreePort();
        List<string> arguments = ["-i", "127.0.0.1", "-p", $"{port}"];
        if (user is not null)
        {
            arguments.AddRange(["-u", user, "-P", password!]);
        }

        return StartAsync("microsocks", arguments, "socks5", "127.0.0.1", port, folder: null);
    }

    /// <summary>openssl as a web server that shows this certificate and admits only clients of this authority.</summary>
    public static Task<RealProxy> TlsGatewayAsync(TestCertificate shown, string authorityFile)
    {
        var port = PortalProcess.FreePort();
        string[] arguments =
        [
            "s_server",
            "-www",
            "-accept",
            $"127.0.0.1:{port}",
            "-cert",
            shown.CertificateFile,
            "-key",
            shown.KeyFile,
            "-Verify",
            "1",
            "-verify_return_error",
            "-CAfile",
            authorityFile,
        ];
        return StartAsync("openssl", arguments, "https", "127.0.0.1", port, folder: null);
    }

    /// <summary>What an HTTP proxy wrote about the tunnels that were asked for.</summary>
    public string Log() => File.ReadAllText(Path.Combine(_folder!, "log"));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<RealProxy> StartAsync(
        string program,
        IEnumerable<string> arguments,
        string scheme,
        string address,
        int port,
        string? folder
    )
    {
        var process =
            Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new InvalidOperationException($"{program} did not start.");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Until.SeenAsync(() => Task.FromResult(Listens(address, port)), listens => listens);
        return new RealProxy(process, $"{scheme}://{address}:{port}", folder);
    }

    /// <summary>Whether somebody takes connections there.</summary>
    public static bool Listens(string address, int port)
    {
        try
        {
            using var client = new TcpClient(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
