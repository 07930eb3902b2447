using System.Net;

namespace Portal.Hosts;

/// <summary>The address of a host as typed, made unambiguous; or why it cannot be one.</summary>
/// <param name="Shortened">A path or query was typed, which is not used.</param>
public sealed record HostAddress(string? WebUrl, string? Problem, bool Shortened = false)
{
    /// <summary>
    /// Reads what a person typed or pasted: spaces around it, slashes at the end, capitals, a missing scheme and a
    /// page's path do not matter.
    /// </summary>
    public static HostAddress Read(string? typed, bool allowHttp)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0)
        {
            return Refused("Type the server's address, for example https://ghes.example.com.");
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "https://" + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return Refused(
                $"“{typed?.Trim()}” is not a web address. Type it as in a browser, for example https://ghes.example.com."
            );
        }

        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
        {
            return Refused(
                $"The address begins with {url.Scheme}://. A GitHub server is reached with https://."
            );
        }

        if (url.UserInfo.Length > 0)
        {
            return Refused("The address holds a user name or password. Type it without.");
        }

        var name = url.IdnHost.TrimEnd('.');
        if (IsOrUnder(name, "github.com") || IsOrUnder(name, "ghe.com"))
        {
            return Refused(
                "github.com and ghe.com cannot be registered as hosts yet, only GitHub Enterprise Servers."
            );
        }

        if (url.Scheme == Uri.UriSchemeHttp && !allowHttp)
        {
            return Refused(
                "The address begins with http://. Keys and code travel over this connection, so it must be https://."
            );
        }

        var host =
            IPAddress.TryParse(name, out var ip) && ip.GetAddressBytes().Length == 16
                ? $"[{name}]"
                : name;
        return new HostAddress(
            $"{url.Scheme}://{host.ToLowerInvariant()}{(url.IsDefaultPort ? "" : $":{url.Port}")}",
            Problem: null,
            Shortened: url.AbsolutePath.Trim('/').Length + url.Query.Length + url.Fragment.Length
                > 0
        );
    }

    private static bool IsOrUnder(string name, string domain) =>
        name.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static HostAddress Refused(string problem) => new(null, problem);
}
