using System.Web;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Sandboxes;

/// <summary>The page on which a person lets an app act in the person's name, or does not.</summary>
public sealed class AuthorizePageTests
{
    [Theory]
    [InlineData("Cancel", "access_denied")]
    [InlineData("Authorize Portal", null)]
    public async Task Either_button_leads_back_with_the_state(string button, string? error)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new() { Url = "http://127.0.0.1:0" },
            TestContext.Current.CancellationToken
        );
        var app = sandbox
            .World.CreateApp(
                sandbox.World.FindAccount("acme")!,
                new Manifest
                {
                    Name = "Portal",
                    Url = "https://portal.example.com",
                    CallbackUrls = ["https://portal.example.com/back"],
                }
            )
            .App;
        using var browser = new SandboxBrowser(sandbox.Url);
        await browser.SignInAsync();
        var page = await browser.GetAsync(
            $"login/oauth/authorize?client_id={app.ClientId}&state=abc"
        );

        var back = (await browser.SubmitAsync(page, "main form", button: button)).Location!;

        Assert.Equal("https://portal.example.com/back", back.GetLeftPart(UriPartial.Path));
        var query = HttpUtility.ParseQueryString(back.Query);
        Assert.Equal(("abc", error), (query["state"], query["error"]));
        Assert.Equal(error is null, query["code"] is not null);
        Assert.Equal(
            error is null,
            sandbox.World.HasAuthorized(app, sandbox.World.FindAccount("octocat")!)
        );
    }
}
