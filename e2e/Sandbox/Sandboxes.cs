namespace Sandbox;

/// <summary>
/// One GitHub of each flavour beside each other, every one on loopback addresses of its own, so that a browser keeps their
/// cookies apart: it tells sites by host, not by port.
/// </summary>
public sealed class Sandboxes : IAsyncDisposable
{
    private Sandboxes(SandboxServer server, SandboxServer dotCom, SandboxServer dataResidency)
    {
        (Server, DotCom, DataResidency) = (server, dotCom, dataResidency);
    }

    public SandboxServer Server { get; }

    public SandboxServer DotCom { get; }

    public SandboxServer DataResidency { get; }

    public IReadOnlyList<SandboxServer> All => [Server, DotCom, DataResidency];

    /// <summary>
    /// Starts all three at the same port (the Manage API of the server one above); 0 means any free ports.
    /// </summary>
    public static async Task<Sandboxes> StartAsync(
        int port,
        SandboxOptions? common = null,
        CancellationToken ct = default
    )
    {
        var options = common ?? new SandboxOptions();
        var scheme = options.Certificate is null ? "http" : "https";
        string At(int host) => $"{scheme}://127.0.0.{host}:{port}";
        SandboxOptions Cloud(Flavour flavour, int host) =>
            options with
            {
                Flavour = flavour,
                Url = At(host),
                ApiUrl = At(host + 1),
                CodeloadUrl = At(host + 2),
                GitRoot = Below(options.GitRoot, flavour),
            };

        var server = await SandboxServer.StartAsync(
            options with
            {
                Url = At(1),
                ManageUrl = $"{scheme}://127.0.0.1:{(port == 0 ? 0 : port + 1)}",
                GitRoot = Below(options.GitRoot, Flavour.EnterpriseServer),
            },
            ct
        );
        SandboxServer? dotCom = null;
        try
        {
            dotCom = await SandboxServer.StartAsync(Cloud(Flavour.DotCom, 3), ct);
            return new Sandboxes(
                server,
                dotCom,
                await SandboxServer.StartAsync(Cloud(Flavour.DataResidency, 6), ct)
            );
        }
        catch
        {
            await server.DisposeAsync();
            if (dotCom is not null)
            {
                await dotCom.DisposeAsync();
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in All)
        {
            await one.DisposeAsync();
        }
    }

    private static string? Below(string? root, Flavour flavour) =>
        root is null ? null : Path.Combine(root, $"{flavour}");
}
