using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Portal.Tests.Harness;

/// <summary>
/// A browser without scripts: keeps cookies, reads pages, submits their forms. It follows no redirect unless asked to, and
/// may go to any site.
/// </summary>
public class HtmlBrowser : IDisposable
{
    private const int MaxRedirects = 20;
    private readonly HttpClient _client;

    public HtmlBrowser(Uri site)
    {
        Site = site;
        var handler = LocalHttp.Handler();
        handler.CookieContainer = Cookies;
        _client = new HttpClient(handler) { BaseAddress = site };
    }

    /// <summary>Where addresses that are not absolute lead.</summary>
    public Uri Site { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>For requests that are neither a page nor a form; it shares the cookies.</summary>
    public HttpClient Http => _client;

    public Task<HtmlPage> GetAsync(string path, bool follow = false) => GetAsync(At(path), follow);

    public Task<HtmlPage> GetAsync(Uri url, bool follow = false) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, url), follow);

    /// <summary>Submits a form as a person would: its hidden and preset fields, then <paramref name="values"/>.</summary>
    /// <param name="values">Text by field name. A checkbox is checked by its value and left unchecked by null.</param>
    /// <param name="button">The name or the text of the button to press, where the form has several.</param>
    public Task<HtmlPage> SubmitAsync(
        HtmlPage page,
        string selector = "form",
        IReadOnlyDictionary<string, string?>? values = null,
        string? button = null,
        bool follow = false
    ) => SubmitAsync(page, page.Form(selector), values, button, follow);

    public async Task<HtmlPage> SubmitAsync(
        HtmlPage page,
        IHtmlFormElement form,
        IReadOnlyDictionary<string, string?>? values = null,
        string? button = null,
        bool follow = false
    )
    {
        var fields = FormFields.Of(form, values ?? new Dictionary<string, string?>(), button);
        var target = new Uri(page.Url, form.GetAttribute("action") ?? page.Url.PathAndQuery);
        if (!string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase))
        {
            using var query = new FormUrlEncodedContent(fields);
            var url = new UriBuilder(target) { Query = await query.ReadAsStringAsync() };
            return await GetAsync(url.Uri, follow);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = FormFields.Body(form, fields),
        };
        request.Headers.Add("Origin", page.Url.GetLeftPart(UriPartial.Authority));
        return await SendAsync(request, follow);
    }

    /// <summary>Goes where a redirect leads, until a page is reached.</summary>
    public async Task<HtmlPage> FollowAsync(HtmlPage page)
    {
        for (var hop = 0; page.IsRedirect; hop++)
        {
            if (hop == MaxRedirects)
            {
                throw new InvalidOperationException(
                    $"More than {MaxRedirects} redirects, the last to {page.Location}."
                );
            }

            page = await GetAsync(
                page.Location
                    ?? throw new InvalidOperationException($"{page.Url} redirects to nowhere.")
            );
        }

        return page;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client.Dispose();
        }
    }

    // A leading slash means the site's own top, also when the site lives below a path.
    private Uri At(string path) =>
        Uri.IsWellFormedUriString(path, UriKind.Absolute)
            ? new Uri(path)
            : new Uri(Site, path.TrimStart('/'));

    private async Task<HtmlPage> SendAsync(HttpRequestMessage request, bool follow)
    {
        var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var page = new HtmlPage(
            request.RequestUri!,
            answer.StatusCode,
            answer,
            text,
            new HtmlParser().ParseDocument(text)
        );
        return follow ? await FollowAsync(page) : page;
    }
}
