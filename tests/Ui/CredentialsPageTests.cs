using System.Security.Cryptography;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>The page on which an app's secrets are renewed: what is given there is never shown again.</summary>
public sealed class CredentialsPageTests : BunitContext
{
    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly Doors _doors;

    public CredentialsPageTests()
    {
        _doors = Doors.To(_data, new Uri("http://localhost:1/"));
        Services.AddSingleton(_doors.Get<IDbContextFactory<PortalDb>>());
        Services.AddSingleton(_doors.Get<Changes>());
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(_doors.Get<SecretStore>());
        Services.AddSingleton(_doors.Get<ReplacePrivateKey>());
        Services.AddSingleton(_doors.Get<ReplaceClientSecret>());
        Services.AddSingleton(_doors.Get<RotateWebhookSecret>());
        Services.AddSingleton(_doors.Get<AcceptWebhookSecret>());
        AddAuthorization().SetAuthorized("admin@example.com");
        JSInterop.Mode = JSRuntimeMode.Loose;
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task What_was_pasted_leaves_the_page_and_the_refusal_does_not_repeat_it()
    {
        var page = await OpenAsync();
        using var key = RSA.Create(2048);
        var pem = key.ExportRSAPrivateKeyPem();
        page.Find("#pem").Change(pem);

        await page.Find("section:has(#pem) form").SubmitAsync();

        // Nothing listens at the host's address.
        page.WaitForAssertion(() =>
            Assert.Contains(
                "could not be proved",
                page.Find("section:has(#pem) [role=alert]").TextContent,
                StringComparison.Ordinal
            )
        );
        Assert.DoesNotContain(pem.Split('\n')[3], page.Markup, StringComparison.Ordinal);
        Assert.Equal("", page.Find("#pem").TextContent);
    }

    [Fact]
    public async Task A_file_is_read_as_well_as_a_pasted_text_and_one_that_is_too_large_is_not()
    {
        var page = await OpenAsync();
        var files = page.FindComponent<Microsoft.AspNetCore.Components.Forms.InputFile>();

        files.UploadFiles(InputFileContent.CreateFromText("no key at all", "app.pem"));
        await page.Find("section:has(#pem) form").SubmitAsync();
        page.WaitForAssertion(() =>
            Assert.Contains("not a private key", page.Markup, StringComparison.Ordinal)
        );
        page.FindComponent<Microsoft.AspNetCore.Components.Forms.InputFile>()
            .UploadFiles(InputFileContent.CreateFromText(new string('x', 30_000), "big.pem"));

        Assert.Contains("big.pem is too large", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_secret_is_typed_unseen_and_not_repeated()
    {
        var page = await OpenAsync();
        Assert.Equal("password", page.Find("#client-secret").GetAttribute("type"));
        page.Find("#client-secret").Change("0123456789abcdef0123456789abcdef01234567");

        await page.Find("section:has(#client-secret) form").SubmitAsync();

        page.WaitForAssertion(() => Assert.NotNull(page.Find("#client-secret ~ [role=alert]")));
        Assert.DoesNotContain("0123456789abcdef", page.Markup, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<IRenderedComponent<CredentialsPage>> OpenAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var host = new Portal.Data.Host
        {
            Id = Guid.NewGuid(),
            Name = "ghe.example.com",
            Flavor = HostFlavor.EnterpriseServer,
            WebUrl = "http://127.0.0.1:1",
            ApiUrl = "http://127.0.0.1:1/api/v3",
            State = ResourceState.Available,
            StateSince = now,
            CreatedAt = now,
        };
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = host.Id,
            Key = "k",
            OwnerKind = OwnerKind.Organization,
            OwnerSlug = "acme",
            ProposedName = "Portal acme",
            Name = "Portal acme",
            Slug = "portal-acme",
            Creation = AppCreation.Created,
            CreationChangedAt = now,
            GitHubId = 7,
            ClientId = "Iv1.7",
        };
        await using var db = await _doors.OpenAsync();
        await db.Database.EnsureCreatedAsync(Xunit.TestContext.Current.CancellationToken);
        db.AddRange(host, app);
        await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        return Render<CredentialsPage>(parameters => parameters.Add(part => part.Id, app.Id));
    }
}
