using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>The form that takes an app's credentials: what is secret goes in and never comes out.</summary>
public sealed class EnterAppPageTests : BunitContext
{
    private const string Key = "00112233445566778899aabbccddeeff";
    private const string Secret = "0123456789abcdef0123456789abcdef01234567";
    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly Doors _doors;

    public EnterAppPageTests()
    {
        _doors = Doors.To(_data, new Uri("https://portal.example.com/"));
        Services.AddSingleton(_doors.Get<IDbContextFactory<PortalDb>>());
        Services.AddSingleton(_doors.Get<EnterApp>());
        Services.AddSingleton(_doors.Get<IOptions<PortalOptions>>());
        AddAuthorization().SetAuthorized("admin@example.com");
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task The_addresses_to_set_are_shown_before_anything_is_entered_and_stay_the_same()
    {
        var page = await RenderAsync();
        var webhook = Webhook(page);

        await page.Find("form").SubmitAsync();

        Assert.Equal($"https://portal.example.com/webhooks/{Key}", webhook);
        Assert.Equal(webhook, Webhook(page));
        Assert.Contains("https://portal.example.com/callbacks/authorized", page.Markup);
        Assert.Contains("https://portal.example.com/callbacks/installed", page.Markup);
    }

    [Fact]
    public async Task No_secret_that_was_entered_is_in_what_the_page_shows_and_none_has_to_be_entered_again()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var pem = key.ExportRSAPrivateKeyPem();
        var page = await RenderAsync();
        page.Find("#app-id").Change("12");
        page.Find("#client-id").Change("Iv1.8a61f9b3a7aba766");
        page.Find("#client-secret").Change(Secret);
        page.Find("#private-key").Change(pem);
        page.FindAll("input[name=webhook-secret]")[1].Change("on");
        page.Find("#webhook-secret").Change(Secret);

        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();

        // The server of this test does not exist: all that was entered arrived there.
        page.WaitForAssertion(() => Assert.Contains("It could not be tried", page.Markup));
        Assert.Contains("What you entered is still here", page.Markup);
        Assert.Empty(page.FindAll(".problem"));
        Assert.Equal("Iv1.8a61f9b3a7aba766", page.Find("#client-id").GetAttribute("value"));
        Assert.DoesNotContain(Secret, page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(pem.Split('\n')[3], page.Markup, StringComparison.Ordinal);
        Assert.Equal("password", page.Find("#client-secret").GetAttribute("type"));
        Assert.Equal("password", page.Find("#webhook-secret").GetAttribute("type"));
    }

    [Fact]
    public async Task The_key_can_come_as_a_file()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var page = await RenderAsync();
        page.Find("#app-id").Change("12");
        page.Find("#client-id").Change("Iv1.8a61f9b3a7aba766");
        page.Find("#client-secret").Change(Secret);

        page.FindComponent<Microsoft.AspNetCore.Components.Forms.InputFile>()
            .UploadFiles(
                InputFileContent.CreateFromText(key.ExportPkcs8PrivateKeyPem(), "portal.pem")
            );
        page.WaitForAssertion(() => Assert.Contains("Read from portal.pem", page.Markup));
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("It could not be tried", page.Markup));
    }

    [Fact]
    public async Task A_file_that_is_too_large_for_a_key_is_not_read()
    {
        var page = await RenderAsync();

        page.FindComponent<Microsoft.AspNetCore.Components.Forms.InputFile>()
            .UploadFiles(InputFileContent.CreateFromText(new string('x', 70_000), "disk.img"));

        page.WaitForAssertion(() => Assert.Contains("more than 64 KiB", page.Markup));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private static string Webhook(IRenderedComponent<EnterAppPage> page) =>
        page.Find("[aria-label='Copy webhook URL']").GetAttribute("data-copy")!;

    private async Task<IRenderedComponent<EnterAppPage>> RenderAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await _doors.OpenAsync();
        await db.Database.EnsureCreatedAsync(Xunit.TestContext.Current.CancellationToken);
        var host = new Portal.Data.Host
        {
            Id = Guid.NewGuid(),
            Name = "ghe.example.com",
            Flavor = HostFlavor.EnterpriseServer,
            WebUrl = "http://localhost:1",
            ApiUrl = "http://localhost:1/api/v3",
            State = ResourceState.Available,
            StateSince = now,
            CreatedAt = now,
        };
        db.Add(host);
        await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        // The address as the first load makes it.
        Services
            .GetRequiredService<NavigationManager>()
            .NavigateTo($"hosts/{host.Id}/enter-app?key={Key}");
        return Render<EnterAppPage>(parameters => parameters.Add(page => page.HostId, host.Id));
    }
}
