using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>What the page of a disconnect does when an administrator goes on without the server.</summary>
public sealed class EndingPageTests : BunitContext
{
    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly Doors _doors;

    public EndingPageTests()
    {
        _doors = Doors.To(_data, new Uri("http://localhost:1/"));
        Services.AddSingleton(_doors.Get<IDbContextFactory<PortalDb>>());
        Services.AddSingleton(_doors.Get<Changes>());
        Services.AddSingleton(_doors.Get<WakeUps>());
        Services.AddSingleton(_doors.Get<AuditLog>());
        Services.AddSingleton(_doors.Get<IOptions<PortalOptions>>());
        AddAuthorization()
            .SetAuthorized("admin@example.com")
            .SetClaims(new Claim(Actor.AddressClaim, "192.0.2.9"));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData(EndingStepKind.DeleteRegistration, false, "Finish without waiting")]
    [InlineData(EndingStepKind.RevokeTokens, true, "Forget anyway")]
    public async Task A_click_is_acknowledged_at_once_and_written_down(
        EndingStepKind waiting,
        bool unanswered,
        string button
    )
    {
        var ending = await StoreAsync(waiting, unanswered);
        var page = Render<EndingPage>(parameters => parameters.Add(part => part.Id, ending.Id));
        Assert.Equal(button, page.Find("button").TextContent);

        await page.Find("button").ClickAsync(new());

        Assert.Equal("Finishing…", page.Find("button").TextContent);
        Assert.True(page.Find("button").HasAttribute("disabled"));
        var row = await _doors.EndingAsync(ending.Id);
        Assert.True(unanswered ? row.ForgetAnyway : row.FinishWithoutWaiting);
        await using var db = await _doors.OpenAsync();
        var entry = await db.AuditEntries.SingleAsync(Stop);
        Assert.Equal(("admin@example.com", "192.0.2.9"), (entry.Actor, entry.Address));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<Ending> StoreAsync(EndingStepKind waiting, bool unanswered)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ending = new Ending
        {
            Id = Guid.NewGuid(),
            ConnectionId = Guid.NewGuid(),
            ConnectionName = "acme on ghe.example.com",
            HostName = "ghe.example.com",
            HostUrl = "https://ghe.example.com",
            Account = "acme",
            AppName = "Portal acme",
            EndsApp = true,
            DeleteAppUrl = "https://ghe.example.com/settings/apps/portal-acme/advanced",
            StartedBy = "admin@example.com",
            StartedAt = now,
            WaitUntil = now.AddDays(7),
        };
        ending.Steps.AddRange(
            Enum.GetValues<EndingStepKind>()
                .Select(kind => new EndingStep
                {
                    EndingId = ending.Id,
                    Kind = kind,
                    State = kind < waiting ? EndingStepState.Done : EndingStepState.Waiting,
                    Detail = kind == waiting ? "The server was asked." : null,
                    Unanswered = kind == waiting && unanswered,
                })
        );
        await using var db = await _doors.OpenAsync();
        await db.Database.EnsureCreatedAsync(Stop);
        db.Add(ending);
        await db.SaveChangesAsync(Stop);
        return ending;
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;
}
