namespace Portal.GitHub;

/// <summary>The origins beside its web address under which a GitHub keeps archives and takes uploads.</summary>
public static class HostNames
{
    /// <summary>For github.com codeload.github.com and uploads.github.com; of a server with subdomain isolation likewise.</summary>
    public static IReadOnlyList<string> Of(string webUrl)
    {
        var url = new Uri(webUrl);
        return url.HostNameType == UriHostNameType.Dns ? [With("codeload"), With("uploads")] : [];

        string With(string label) =>
            $"{url.Scheme}://{label}.{url.Host}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
    }
}
