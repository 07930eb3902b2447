using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// The Manage API of a server, at a port of its own (8443 on a real one), for whoever has the root site administrator's
/// password.
/// https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/manage-ghes
/// </summary>
internal static class ManageEndpoints
{
    /// <summary>The Basic user under which the password of the root site administrator is given.</summary>
    private const string User = "api_key";

    public static void Map(ApiMap api)
    {
        api.Manage("/version", Guarded(Version));
        api.Manage("/config/license", Guarded(License));
        api.Manage("/config/license/check", Guarded(Checked));
        api.Manage("/config/settings", Guarded(Settings));
        api.Manage("/maintenance", Guarded(Maintenance));
    }

    private static ApiAnswer Version(ApiCall call) =>
        ApiAnswer.Ok(
            new JsonArray(
                new JsonObject
                {
                    ["hostname"] = call.World.Url.Host,
                    ["version"] = new JsonObject
                    {
                        ["version"] = call.World.Version,
                        ["platform"] = "kvm",
                        ["build_id"] = "5a4d7b1c",
                        ["build_date"] = "2026-02-01",
                    },
                }
            )
        );

    /// <summary><c>croquetSupport</c> tells whether the licence includes GitHub Connect.</summary>
    private static ApiAnswer License(ApiCall call) =>
        ApiAnswer.Ok(
            new JsonObject
            {
                ["advancedSecurityEnabled"] = false,
                ["advancedSecuritySeats"] = 0,
                ["clusterSupport"] = false,
                ["company"] = call.World.Enterprise.Name,
                ["croquetSupport"] = call.World.LicenseHasConnect,
                ["customTerms"] = false,
                ["evaluation"] = false,
                ["expireAt"] = Json.Iso(call.World.LicenseEnds),
                ["insightsEnabled"] = false,
                ["perpetual"] = false,
                ["referenceNumber"] = "5a4d7b1c",
                ["seats"] = 50,
                ["sshAllowed"] = true,
                ["supportKey"] = "",
                ["unlimitedSeating"] = false,
            }
        );

    private static ApiAnswer Checked(ApiCall call) =>
        ApiAnswer.Ok(
            new JsonObject
            {
                ["status"] = call.World.LicenseEnds > call.World.Clock.Now ? "valid" : "expired",
            }
        );

    /// <summary>Secrets among it, as on a real server; the private half of the customer's key is one.</summary>
    private static ApiAnswer Settings(ApiCall call) =>
        ApiAnswer.Ok(
            new JsonObject
            {
                ["private_mode"] = call.World.PrivateMode,
                ["subdomain_isolation"] = false,
                ["github_hostname"] = call.World.Url.Host,
                ["auth_mode"] = "default",
                ["expire_sessions"] = false,
                ["customer"] = new JsonObject
                {
                    ["name"] = call.World.Enterprise.Name,
                    ["email"] = "admin@example.com",
                    ["uuid"] = "b1c0a1de-0000-4000-8000-000000000002",
                    ["secret_key_data"] =
                        $"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{call.World.Secrets.Keep("customer's secret key", Secret.Text(64))}\n-----END PGP PRIVATE KEY BLOCK-----\n",
                    ["public_key_data"] =
                        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBGMLicenceOfTheSandbox\n-----END PGP PUBLIC KEY BLOCK-----\n",
                },
            }
        );

    private static ApiAnswer Maintenance(ApiCall call) =>
        ApiAnswer.Ok(
            new JsonArray(
                new JsonObject
                {
                    ["hostname"] = call.World.Url.Host,
                    ["uuid"] = "b1c0a1de-0000-4000-8000-000000000001",
                    ["status"] = "off",
                    ["connection_services"] = new JsonArray(
                        new JsonObject { ["name"] = "git operations", ["number"] = 0 }
                    ),
                    ["can_unset_maintenance"] = true,
                    ["ip_exception_list"] = new JsonArray(),
                    ["maintenance_mode_message"] = "",
                }
            )
        );

    /// <summary>Without the password there is a bare 401.</summary>
    private static Func<ApiCall, ApiAnswer> Guarded(Func<ApiCall, ApiAnswer> endpoint) =>
        call => IsRoot(call) ? endpoint(call) : new ApiAnswer(401);

    private static bool IsRoot(ApiCall call)
    {
        var (scheme, value) = call.Credentials();
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{World.Password}"));
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(value),
                Encoding.ASCII.GetBytes(expected)
            );
    }
}
