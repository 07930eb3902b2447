using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Portal.Data;

/// <summary>The portal's own settings: section "Portal" of the configuration, explained in docs/configuration.md.</summary>
public sealed class PortalOptions
{
    /// <summary>Where browsers reach the portal and what GitHub is told; never the Host header. A path is allowed.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Where GitHub delivers webhooks, when that is not <see cref="PublicUrl"/>.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>The folder of the database and of the key-ring certificate.</summary>
    /// <remarks>With <see cref="Database"/> only of the certificate.</remarks>
    public string Data { get; set; } = "data";

    /// <summary>
    /// The connection string of a PostgreSQL database; empty for SQLite in <see cref="Data"/>. It may hold a password: it is
    /// never shown, and neither is what a parser says of it.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>Hosts on loopback addresses may be registered: for rehearsals only.</summary>
    public bool AllowLoopbackHosts { get; set; }

    /// <summary>Hosts may be registered with http: for rehearsals only.</summary>
    public bool AllowHttpHosts { get; set; }

    /// <summary>How long after the first time GitHub must say again that an app does not exist, before it counts as gone.</summary>
    public TimeSpan GoneConfirmation { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before a step that waits or failed is tried again.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often every connection is checked.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a delivery that was handled is kept.</summary>
    public TimeSpan DeliveryRetention { get; set; } = TimeSpan.FromDays(30);

    public Uri Public => new(PublicUrl.TrimEnd('/') + "/");

    public Uri Webhooks => new((WebhookUrl ?? PublicUrl).TrimEnd('/') + "/");

    /// <summary>Where GitHub delivers to an app with this <see cref="App.Key"/>.</summary>
    public string WebhookOf(string key) => new Uri(Webhooks, $"webhooks/{key}").AbsoluteUri;

    /// <summary>
    /// The name of a cookie of this portal alone: browsers send a cookie to every port of a name, so two portals on one
    /// machine would take each other's.
    /// </summary>
    public string CookieName(string what) =>
        $"Portal.{what}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Public.AbsoluteUri)))[..8]}";

    public bool UsesPostgres => !string.IsNullOrWhiteSpace(Database);

    public string DatabaseFile => Path.Combine(Path.GetFullPath(Data), Sqlite.FileName);

    /// <summary>The absolute address of a path of the portal, as GitHub and browsers are told it.</summary>
    public string Address(string path) => new Uri(Public, path).AbsoluteUri;

    internal sealed class Validation : IValidateOptions<PortalOptions>
    {
        // As long as a server's own log, and a day: what is pruned must not look as if it had never arrived.
        private static readonly TimeSpan s_log = TimeSpan.FromDays(8);
        private static readonly TimeSpan s_years = TimeSpan.FromDays(3650);

        public ValidateOptionsResult Validate(string? name, PortalOptions options)
        {
            var failures = new List<string>();
            Check("Portal:PublicUrl", options.PublicUrl);
            if (options.WebhookUrl is not null)
            {
                Check("Portal:WebhookUrl", options.WebhookUrl);
            }

            if (string.IsNullOrWhiteSpace(options.Data))
            {
                failures.Add(
                    "Set Portal:Data to the folder for the portal's database, for example /var/lib/portal."
                );
            }

            if (
                options.UsesPostgres
                && PostgresConnectionString.Problem(options.Database!) is { } problem
            )
            {
                failures.Add(
                    $"Set Portal:Database to the connection string of a PostgreSQL database, for example Host=db.example.com;Database=portal;Username=portal;Password=…, or leave it out to keep the data in Portal:Data. What is set {problem}; it is not shown here, because it may hold a password."
                );
            }

            foreach (
                var (key, value) in new[]
                {
                    ("GoneConfirmation", options.GoneConfirmation),
                    ("RetryDelay", options.RetryDelay),
                    ("CheckInterval", options.CheckInterval),
                }
            )
            {
                if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
                {
                    failures.Add(
                        $"Set Portal:{key} to a time between a second and a day, for example 00:01:00. It is {value}."
                    );
                }
            }

            if (options.DeliveryRetention < s_log || options.DeliveryRetention > s_years)
            {
                failures.Add(
                    $"Set Portal:DeliveryRetention to at least 8 days (a server's own log has 7) and at most 3650, for example 30.00:00:00. It is {options.DeliveryRetention}."
                );
            }

            return failures.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(failures);

            void Check(string key, string value)
            {
                if (
                    !Uri.TryCreate(value, UriKind.Absolute, out var url)
                    || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
                    || url.Query.Length > 0
                    || url.Fragment.Length > 0
                    || url.UserInfo.Length > 0
                )
                {
                    failures.Add(
                        $"Set {key} to the address under which browsers and GitHub reach this portal, for example https://portal.example.com. It is \"{value}\"."
                    );
                }
                else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
                {
                    failures.Add(
                        $"Set {key} to an https address: http is accepted only on this machine itself (localhost). It is \"{value}\"."
                    );
                }
            }
        }
    }
}
