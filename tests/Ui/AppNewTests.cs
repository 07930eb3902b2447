using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>The form that describes an app suggests a name, and leaves alone the one that a person types.</summary>
public sealed class AppNewTests : BunitContext
{
    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly Doors _doors;

    public AppNewTests()
    {
        _doors = Doors.To(_data, new Uri("https://portal.example.com/"));
        Services.AddSingleton(_doors.Get<IDbContextFactory<PortalDb>>());
        Services.AddSingleton(_doors.Get<ProposeApp>());
        Services.AddSingleton(_doors.Get<ChangeDraft>());
        Services.AddSingleton(_doors.Get<IOptions<PortalOptions>>());
        AddAuthorization().SetAuthorized("admin@example.com");
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task The_name_follows_the_organization_as_it_is_typed()
    {
        var form = await RenderAsync();

        form.Find("#organization").Input("ac");
        Assert.Equal("Portal ac", form.Find("#name").GetAttribute("value"));
        form.Find("#organization").Input("acme");

        Assert.Equal("Portal acme", form.Find("#name").GetAttribute("value"));
    }

    [Fact]
    public async Task The_name_is_left_alone_once_the_person_has_gone_to_it()
    {
        var form = await RenderAsync();
        form.Find("#organization").Input("acme");
        form.Find("#name").Focus();

        form.Find("#organization").Input("acme-tools");
        Assert.Equal("Portal acme", form.Find("#name").GetAttribute("value"));
        form.Find("#name").Input("My tool");
        form.Find("#organization").Input("acme");

        Assert.Equal("My tool", form.Find("#name").GetAttribute("value"));
    }

    [Fact]
    public async Task Webhooks_are_shown_with_the_shape_that_their_addresses_have()
    {
        var form = await RenderAsync();

        Assert.Contains(
            "https://portal.example.com/webhooks/…",
            form.Markup,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_beyond_reading_is_asked_for_until_it_is_switched_on()
    {
        var form = await RenderAsync();
        var boxes = form.FindAll("input[type=checkbox]:not([disabled])");
        Assert.Equal(4, boxes.Count);
        Assert.All(boxes, box => Assert.False(box.HasAttribute("checked")));
        Assert.DoesNotContain(": write</dt>", form.Markup, StringComparison.Ordinal);

        boxes[0].Change(true);

        Assert.Contains("Contents: write</dt>", form.Markup, StringComparison.Ordinal);
        Assert.Contains("Pull requests: read</dt>", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enterprises_app_is_not_offered_to_every_account()
    {
        var form = await RenderAsync();
        Assert.Contains("Who may install it", form.Markup, StringComparison.Ordinal);

        form.FindAll("input[name=owner]")[2].Change("on");
        form.Find("#enterprise").Input("acme-inc");

        Assert.DoesNotContain("Who may install it", form.Markup, StringComparison.Ordinal);
        Assert.Equal("Portal acme-inc", form.Find("#name").GetAttribute("value"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<IRenderedComponent<AppNew>> RenderAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await _doors.OpenAsync();
        await db.Database.EnsureCreatedAsync(Xunit.TestContext.Current.CancellationToken);
        var host = new Portal.Data.Host
        {
            Id = Guid.NewGuid(),
            Name = "ghe.example.com",
            Flavor = HostFlavor.EnterpriseServer,
            WebUrl = "https://ghe.example.com",
            ApiUrl = "https://ghe.example.com/api/v3",
            State = ResourceState.Available,
            StateSince = now,
            CreatedAt = now,
        };
        db.Add(host);
        await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        return Render<AppNew>(parameters => parameters.Add(page => page.HostId, host.Id));
    }
}
