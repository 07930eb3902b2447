using System.Net;
using AngleSharp.Html.Dom;

namespace Portal.Tests.Harness;

/// <summary>An answer and, when it is HTML, its document.</summary>
public sealed record HtmlPage(
    Uri Url,
    HttpStatusCode Status,
    HttpResponseMessage Response,
    string Text,
    IHtmlDocument Document
)
{
    /// <summary>Where the answer redirects to, as an absolute address.</summary>
    public Uri? Location =>
        Response.Headers.Location is { } location ? new Uri(Url, location) : null;

    public bool IsRedirect => (int)Status is 301 or 302 or 303 or 307 or 308;

    public string Title => Document.Title ?? "";

    /// <summary>The words of the page, without its markup.</summary>
    public string Words => Document.Body?.TextContent ?? Text;

    public IHtmlFormElement Form(string selector = "form") =>
        Document.QuerySelector(selector) as IHtmlFormElement
        ?? throw new InvalidOperationException(
            $"No form matches \"{selector}\" at {Url} ({(int)Status}). The page:\n{Text}"
        );
}
