using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;

namespace Portal.E2E;

/// <summary>The published portal and the sandbox stand beside each other, and one browser uses both.</summary>
public sealed class RehearsalTests(Browser browser)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_browser_signs_in_to_the_portal_and_to_the_sandbox(bool https)
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Https = https, SignInElsewhere = true }
        );
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url, IgnoreCertificates = https }
        );
        var (portal, sandbox) = (rehearsal.Portal.Url, rehearsal.Sandbox.Url);

        await visit.Page.GotoAsync("sign-in");
        await FillInAsync(
            visit.Page,
            "E-mail",
            PortalProcess.AdministratorEmail,
            PortalProcess.AdministratorPassword
        );
        await visit.Page.WaitForURLAsync(portal.AbsoluteUri);
        await visit.Page.GotoAsync(new Uri(sandbox, "login").AbsoluteUri);
        Assert.Equal("127.0.0.2", new Uri(visit.Page.Url).Host);
        await FillInAsync(visit.Page, "Username", "octocat", "sandbox");
        await visit.Page.WaitForURLAsync(url =>
            url.StartsWith(sandbox.AbsoluteUri, StringComparison.Ordinal)
        );

        await visit.AssertCleanAsync();
    }

    [Fact]
    public async Task The_gallery_takes_six_pictures_and_leaves_the_page_as_it_was()
    {
        await using var portal = await PortalProcess.StartAsync();
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = portal.Url, Dark = true }
        );
        await visit.Page.GotoAsync("sign-in");

        await Gallery.TakeAsync(visit.Page, "/sign-in", "first");

        var pictures = Directory.GetFiles(Path.Combine(Gallery.Folder, "sign-in"), "first-*.png");
        Assert.Equal(6, pictures.Length);
        Assert.DoesNotContain("/sign-in", Gallery.RoutesWithoutPictures());
        Assert.Equal(1280, visit.Page.ViewportSize!.Width);
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "() => matchMedia('(prefers-color-scheme: dark)').matches"
            )
        );
        await visit.AssertCleanAsync();
    }

    private static async Task FillInAsync(IPage page, string field, string name, string password)
    {
        await page.GetByLabel(field).FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
    }
}
