using System.Net;
using Portal.Data;

namespace Portal.Hosts;

/// <summary>The address of a host as typed, made unambiguous; or why it cannot be one.</summary>
/// <param name="ApiUrl">Where its API begins unless it is set apart.</param>
/// <param name="Shortened">A path or query was typed, which is not used.</param>
public sealed record HostAddress(
    string? WebUrl,
    string? Problem,
    HostFlavor Flavor = HostFlavor.EnterpriseServer,
    string? ApiUrl = null,
    bool Shortened = false
)
{
    public const string DotCom = "https://github.com";

    /// <summary>
    /// Reads what a person typed or pasted: spaces around it, slashes at the end, capitals, a missing scheme and a
    /// page's path do not matter. The names of github.com and ghe.com tell by themselves which GitHub is meant.
    /// </summary>
    /// <param name="chosen">What kind of GitHub the person said that it is.</param>
    public static HostAddress Read(
        string? typed,
        bool allowHttp,
        HostFlavor chosen = HostFlavor.EnterpriseServer
    )
    {
        var (url, problem) = Parse(typed);
        if (url is null)
        {
            return Refused(problem!);
        }

        var name = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (CloudOf(name, url) is { } cloud)
        {
            return cloud;
        }

        if (url.Scheme == Uri.UriSchemeHttp && !allowHttp)
        {
            return Refused(
                "The address begins with http://. Keys and code travel over this connection, so it must be https://."
            );
        }

        // In a rehearsal the clouds have addresses of this machine; elsewhere their names tell.
        if (chosen != HostFlavor.EnterpriseServer && !url.IsLoopback)
        {
            return Refused(
                chosen == HostFlavor.DotCom
                    ? $"{name} is not github.com. Choose GitHub Enterprise Server for a server of your own."
                    : $"{name} is not a name of GitHub Enterprise Cloud with data residency: those are SUBDOMAIN.ghe.com."
            );
        }

        var web = Origin(url, name);
        return new HostAddress(
            web,
            Problem: null,
            chosen,
            chosen == HostFlavor.EnterpriseServer ? web + "/api/v3" : web,
            IsLonger(url)
        );
    }

    /// <summary>Reads the address of an API that is not derived from the web address: a path stays.</summary>
    public static (string? Url, string? Problem) ReadApi(string? typed, bool allowHttp)
    {
        var (url, problem) = Parse(typed);
        if (url is null)
        {
            return (null, problem);
        }

        if (url.Scheme == Uri.UriSchemeHttp && !allowHttp)
        {
            return (
                null,
                "The API's address begins with http://. Keys and code travel over this connection, so it must be https://."
            );
        }

        if (url.Query.Length + url.Fragment.Length > 0)
        {
            return (null, "The API's address ends before “?” and “#”. Type it without them.");
        }

        return (
            Origin(url, url.IdnHost.TrimEnd('.').ToLowerInvariant())
                + url.AbsolutePath.TrimEnd('/'),
            null
        );
    }

    private static HostAddress? CloudOf(string name, Uri url)
    {
        if (name is "github.com" or "www.github.com" or "api.github.com")
        {
            return new HostAddress(
                DotCom,
                Problem: null,
                HostFlavor.DotCom,
                "https://api.github.com",
                IsLonger(url)
            );
        }

        if (name.EndsWith(".github.com", StringComparison.Ordinal))
        {
            return Refused(
                $"{name} is a part of github.com, and not a GitHub of its own. Register {DotCom}."
            );
        }

        if (name != "ghe.com" && !name.EndsWith(".ghe.com", StringComparison.Ordinal))
        {
            return null;
        }

        // api.SUBDOMAIN.ghe.com is typed by those who have it in their scripts.
        var subdomain = name == "ghe.com" ? "" : name[..^".ghe.com".Length].Split('.')[^1];
        // https://docs.github.com/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency
        return subdomain.Length is 0 || subdomain is "api" or "www"
            ? Refused(
                "With data residency every enterprise has a name of its own, SUBDOMAIN.ghe.com. Type that of yours, for example https://octocorp.ghe.com."
            )
            : new HostAddress(
                $"https://{subdomain}.ghe.com",
                Problem: null,
                HostFlavor.DataResidency,
                $"https://api.{subdomain}.ghe.com",
                IsLonger(url)
            );
    }

    private static (Uri? Url, string? Problem) Parse(string? typed)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0)
        {
            return (null, "Type the server's address, for example https://ghes.example.com.");
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "https://" + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return (
                null,
                $"“{typed?.Trim()}” is not a web address. Type it as in a browser, for example https://ghes.example.com."
            );
        }

        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
        {
            return (
                null,
                $"The address begins with {url.Scheme}://. A GitHub server is reached with https://."
            );
        }

        return url.UserInfo.Length > 0
            ? (null, "The address holds a user name or password. Type it without.")
            : (url, null);
    }

    private static string Origin(Uri url, string name)
    {
        var host =
            IPAddress.TryParse(name, out var ip) && ip.GetAddressBytes().Length == 16
                ? $"[{name}]"
                : name;
        return $"{url.Scheme}://{host}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
    }

    private static bool IsLonger(Uri url) =>
        url.AbsolutePath.Trim('/').Length + url.Query.Length + url.Fragment.Length > 0;

    private static HostAddress Refused(string problem) => new(null, problem);
}
