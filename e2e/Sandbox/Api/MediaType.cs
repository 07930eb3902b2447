namespace Sandbox.Api;

/// <summary>
/// The form of an answer that a caller prefers.
/// https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types
/// </summary>
internal static class MediaType
{
    public const string Raw = "raw";

    /// <summary>"raw", "object", "diff", "patch" … or "" for plain JSON: <c>application/vnd.github.v3.raw+json</c>.</summary>
    public static string Of(ApiCall call)
    {
        const string start = "application/vnd.github.";
        var accepted = call.Http.Request.Headers.Accept.ToString().Split(',', ';')[0].Trim();
        if (!accepted.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }

        var form = accepted[start.Length..].Split('+')[0];
        return form.StartsWith("v3.", StringComparison.Ordinal) ? form["v3.".Length..] : form;
    }
}
