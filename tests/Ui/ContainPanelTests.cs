using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>The button for an emergency: pressed on purpose, and the way back is said.</summary>
public sealed class ContainPanelTests : BunitContext
{
    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly Doors _doors;

    public ContainPanelTests()
    {
        _doors = Doors.To(_data, new Uri("http://localhost:1/"));
        Services.AddSingleton(_doors.Get<IDbContextFactory<PortalDb>>());
        Services.AddSingleton(_doors.Get<Contain>());
        Services.AddSingleton(_doors.Get<SuspendInstallations>());
        Services.AddSingleton(_doors.Get<Changes>());
        AddAuthorization()
            .SetAuthorized("admin@example.com")
            .SetClaims(
                new Claim(ClaimTypes.NameIdentifier, Guid.Empty.ToString()),
                new Claim(Actor.AddressClaim, "192.0.2.9")
            );
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task A_second_press_contains_and_a_release_is_said_and_asks_anew()
    {
        var host = await StoreAsync();
        var panel = Render<ContainPanel>(parameters => parameters.Add(part => part.HostId, host));

        await Button(panel, "Contain ghe…").ClickAsync(new());

        // Where the first button stood is what changes nothing.
        Assert.StartsWith("No, ", panel.FindAll("button")[0].TextContent, StringComparison.Ordinal);
        Assert.Null(await SinceAsync(host));
        await Button(panel, "Yes, contain ghe").ClickAsync(new());
        Assert.NotNull(await SinceAsync(host));
        await Button(panel, "Release ghe").ClickAsync(new());

        Assert.Null(await SinceAsync(host));
        Assert.Contains("ghe is released", panel.Find("[role=status]").TextContent);
        await Button(panel, "Contain ghe…").ClickAsync(new());
        Assert.Null(await SinceAsync(host));
        await Button(panel, "No, leave it working").ClickAsync(new());
        Assert.Equal("Contain ghe…", Assert.Single(panel.FindAll("button")).TextContent);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private static AngleSharp.Dom.IElement Button(
        IRenderedComponent<ContainPanel> panel,
        string text
    )
    {
        panel.WaitForAssertion(() =>
            Assert.Contains(panel.FindAll("button"), one => one.TextContent == text)
        );
        return panel.FindAll("button").Single(one => one.TextContent == text);
    }

    private async Task<DateTimeOffset?> SinceAsync(Guid host)
    {
        await using var db = await _doors.OpenAsync();
        return await db
            .Hosts.Where(row => row.Id == host)
            .Select(row => row.ContainedAt)
            .SingleAsync(Stop);
    }

    private async Task<Guid> StoreAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await _doors.OpenAsync();
        await db.Database.EnsureCreatedAsync(Stop);
        var host = new Portal.Data.Host
        {
            Id = Guid.NewGuid(),
            Name = "ghe",
            Flavor = HostFlavor.EnterpriseServer,
            WebUrl = "http://localhost:1",
            ApiUrl = "http://localhost:1/api/v3",
            State = ResourceState.Available,
            StateSince = now,
            CreatedAt = now,
        };
        db.Add(host);
        await db.SaveChangesAsync(Stop);
        return host.Id;
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;
}
