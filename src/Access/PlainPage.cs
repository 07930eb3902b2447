using System.Text.Encodings.Web;

namespace Portal.Access;

/// <summary>A page for what is answered before there are pages: one heading, one sentence, in the portal's looks.</summary>
internal static class PlainPage
{
    public static Task WriteAsync(
        HttpContext context,
        string title,
        string sentence,
        CancellationToken cancellationToken
    )
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title} · Portal</title>
                <link rel="stylesheet" href="{HtmlEncoder.Default.Encode(
                context.Request.PathBase
            )}/portal.css" />
            </head>
            <body>
                <main class="bare"><p class="brand">Portal</p><div class="card"><h1>{title}</h1><p>{sentence}</p></div></main>
            </body>
            </html>
            """,
            cancellationToken
        );
    }
}
