namespace Sandbox;

/// <summary>Under which addresses this GitHub is reached.</summary>
public sealed partial class World
{
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>The origin of the sign-in page, if it is another one.</summary>
    public Uri? SignInUrl { get; private set; }

    /// <summary>The API's base, without a slash at its end.</summary>
    public string ApiUrl { get; private set; } = "http://127.0.0.1/api/v3";

    /// <summary>
    /// Where archives come from, without a slash at its end: <c>/_codeload</c> of a server, an origin of its own for a cloud.
    /// </summary>
    public string CodeloadUrl { get; private set; } = "http://127.0.0.1/_codeload";

    /// <summary>The origin of a server's Manage API; a cloud has none.</summary>
    public Uri? ManageUrl { get; private set; }

    /// <summary>The path of an app's public page.</summary>
    public string PathOf(App app) => $"{Flavour.AppsPath()}/{app.Slug}";

    internal void Serve(Origin origin, Uri url)
    {
        var text = url.GetLeftPart(UriPartial.Authority);
        switch (origin)
        {
            case Origin.Web:
                Url = url;
                ApiUrl = text + "/api/v3";
                CodeloadUrl = text + "/_codeload";
                break;
            case Origin.SignIn:
                SignInUrl = url;
                break;
            case Origin.Api:
                ApiUrl = text;
                break;
            case Origin.Codeload:
                CodeloadUrl = text;
                break;
            case Origin.Manage:
                ManageUrl = url;
                break;
        }
    }
}
