using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>What the portal's intake is measured against.</summary>
internal static class Contestants
{
    public const string Secret = "a secret of the benchmark, of no use to anybody";

    private static string Servers => Path.Combine(Checkout.Root, "e2e", "Bench", "servers");

    public static IEnumerable<Contestant> All() =>
        [
            new(
                "probot",
                Stores: false,
                () => StartAsync("/api/github/webhooks", Probot, "node", "probot.mjs")
            ),
            new(
                "@octokit/webhooks",
                Stores: false,
                () => StartAsync("/webhooks", [], "node", "octokit.mjs")
            ),
            new("adnanh/webhook", Stores: false, StartAdnanhAsync),
            new("bare ASP.NET", Stores: false, StartBareAsync),
        ];

    private static Dictionary<string, string> Probot =>
        new()
        {
            ["NODE_ENV"] = "production",
            ["APP_ID"] = "1",
            ["PRIVATE_KEY"] = Key(),
            ["HOST"] = "127.0.0.1",
        };

    private static Task<Running> StartAsync(
        string path,
        Dictionary<string, string> environment,
        string program,
        string script
    )
    {
        var port = PortalProcess.FreePort();
        environment["WEBHOOK_SECRET"] = Secret;
        environment["PORT"] = $"{port}";
        return Running.StartAsync(path, port, environment, program, Path.Combine(Servers, script));
    }

    private static Task<Running> StartAdnanhAsync()
    {
        var port = PortalProcess.FreePort();
        return Running.StartAsync(
            "/hooks/push",
            port,
            new Dictionary<string, string> { ["WEBHOOK_SECRET"] = Secret },
            "webhook",
            "-template",
            "-hooks",
            Path.Combine(Servers, "hooks.json"),
            "-ip",
            "127.0.0.1",
            "-port",
            $"{port}"
        );
    }

    private static Task<Running> StartBareAsync()
    {
        var port = PortalProcess.FreePort();
        return Running.StartAsync(
            "/webhooks",
            port,
            new Dictionary<string, string> { ["WEBHOOK_SECRET"] = Secret },
            "dotnet",
            typeof(BareServer).Assembly.Location,
            "bare",
            $"{port}"
        );
    }

    [SuppressMessage(
        "Security",
        "CA5385",
        Justification = "Probot asks for a key and never uses it."
    )]
    private static string Key()
    {
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKeyPem();
    }
}
