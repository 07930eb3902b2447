using Sandbox;

namespace Portal.Tests.Harness;

/// <summary>How a rehearsal is staged.</summary>
public sealed record Staging
{
    /// <summary>Portal and sandbox speak HTTPS, with certificates of <see cref="Rehearsal.Certificates"/>.</summary>
    public bool Https { get; init; }

    /// <summary>The sandbox signs people in at a third site, as a company's identity provider does.</summary>
    public bool SignInElsewhere { get; init; }

    public PortalSettings Portal { get; init; } = new();

    public SandboxOptions Sandbox { get; init; } = new();
}

/// <summary>
/// A portal and the stand-in GitHub server beside it. The portal is localhost, the server 127.0.0.1 and its sign-in page
/// 127.0.0.2, so that a browser sees three different sites.
/// </summary>
public sealed class Rehearsal : IAsyncDisposable
{
    private Rehearsal(SandboxServer sandbox, PortalProcess portal, TestCertificates certificates)
    {
        Sandbox = sandbox;
        Portal = portal;
        Certificates = certificates;
        Control = new SandboxControl(sandbox);
    }

    public SandboxServer Sandbox { get; }

    public PortalProcess Portal { get; }

    /// <summary>What people and machines do on the server's side.</summary>
    public SandboxControl Control { get; }

    /// <summary>The authority of both; with HTTPS a host must be told to trust its <see cref="TestCertificates.AuthorityPem"/>.</summary>
    public TestCertificates Certificates { get; }

    public static async Task<Rehearsal> StartAsync(Staging? stage = null)
    {
        stage ??= new Staging();
        var scheme = stage.Https ? "https" : "http";
        var certificates = new TestCertificates();
        SandboxServer? sandbox = null;
        try
        {
            sandbox = await SandboxServer.StartAsync(
                stage.Sandbox with
                {
                    Url = $"{scheme}://127.0.0.1:0",
                    SignInUrl = stage.SignInElsewhere ? $"{scheme}://127.0.0.2:0" : null,
                    Certificate = stage.Https
                        ? certificates.Issue("127.0.0.1", "127.0.0.2").Certificate
                        : null,
                    TrustForWebhooks = certificates.Authority,
                },
                TestContext.Current.CancellationToken
            );
            var portal = await PortalProcess.StartAsync(
                stage.Portal with
                {
                    Certificate = stage.Https ? certificates.Issue("localhost") : null,
                    Values = new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Portal:AllowLoopbackHosts"] = "true",
                        ["Portal:AllowHttpHosts"] = "true",
                    }
                        .Concat(stage.Portal.Values)
                        .GroupBy(setting => setting.Key, StringComparer.Ordinal)
                        .ToDictionary(
                            setting => setting.Key,
                            setting => setting.Last().Value,
                            StringComparer.Ordinal
                        ),
                }
            );
            return new Rehearsal(sandbox, portal, certificates);
        }
        catch
        {
            if (sandbox is not null)
            {
                await sandbox.DisposeAsync();
            }

            certificates.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        await Portal.DisposeAsync();
        await Sandbox.DisposeAsync();
        Certificates.Dispose();
    }
}
