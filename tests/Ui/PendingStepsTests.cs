using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>A connection that waits shows the one thing to do about it.</summary>
public sealed class PendingStepsTests : BunitContext
{
    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly Doors _doors;

    public PendingStepsTests()
    {
        // Nothing listens there: who asks the server is told that it does not answer.
        _doors = Doors.To(_data, new Uri("http://localhost:1/"));
        Services.AddSingleton(_doors.Get<FindInstallations>());
        Services.AddSingleton(_doors.Get<BindInstallation>());
        Services.AddSingleton(_doors.Get<ProposeApp>());
        Services.AddSingleton(_doors.Get<ExchangeManifestCode>());
        Services.AddSingleton(_doors.Get<ConfirmApp>());
        Services.AddSingleton(_doors.Get<HandOvers>());
        Services.AddSingleton(_doors.Get<IOptions<PortalOptions>>());
        AddAuthorization().SetAuthorized("admin@example.com");
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData(
        AppCreation.Proposed,
        Stage.CreateApp,
        "Create the GitHub App",
        "create the app|Make a link for a colleague"
    )]
    [InlineData(
        AppCreation.CodeStored,
        Stage.CreateApp,
        "Fetch the app's key",
        "Try the exchange again"
    )]
    [InlineData(AppCreation.Exchanging, Stage.CreateApp, "Fetch the app's key", "")]
    [InlineData(
        AppCreation.MayExist,
        Stage.CreateApp,
        "The app may exist",
        "Try the code once more|Begin again with a new app"
    )]
    [InlineData(
        AppCreation.Refused,
        Stage.CreateApp,
        "Create the GitHub App again",
        "Begin again with a new app"
    )]
    [InlineData(
        AppCreation.Created,
        Stage.Authorize,
        "Authorize and install",
        "authorize and install on"
    )]
    [InlineData(
        AppCreation.Created,
        Stage.InstallApp,
        "Install the app",
        "install on|Authorize again as somebody else"
    )]
    [InlineData(
        AppCreation.Created,
        Stage.AwaitingApproval,
        "Waiting for approval",
        "Ask again on|Authorize again as somebody else"
    )]
    [InlineData(AppCreation.Created, Stage.Verify, "Verifying", "")]
    public async Task Each_state_has_its_title_and_its_button(
        AppCreation creation,
        Stage stage,
        string title,
        string buttons
    )
    {
        var steps = await RenderAsync(creation, stage);

        Assert.Equal(title, steps.Find("h2#next-step").TextContent);
        var shown = Buttons(steps);
        var expected = buttons.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Length, shown.Count);
        Assert.All(
            expected.Zip(shown),
            pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal)
        );
        Assert.Single(steps.FindAll("[aria-current=step]"));
    }

    [Theory]
    [InlineData(Reason.AppDeleted, "Begin again with a new app")]
    [InlineData(Reason.Uninstalled, "authorize and install on")]
    public async Task What_went_away_on_the_server_can_be_made_again_in_place(
        Reason reason,
        string button
    )
    {
        var steps = await RenderAsync(AppCreation.Created, Stage.Complete, reason);

        Assert.Contains(ReasonText.Of(reason), steps.Markup.Replace("&#x27;", "'"));
        Assert.Contains(button, Assert.Single(Buttons(steps)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_may_exist_is_named_with_its_owner_and_a_link_to_look_for_it()
    {
        var steps = await RenderAsync(AppCreation.MayExist, Stage.CreateApp);

        Assert.Contains("“Portal acme”, owned by acme", steps.Markup, StringComparison.Ordinal);
        Assert.NotNull(
            steps.Find("a[href='https://ghe.example.com/organizations/acme/settings/apps']")
        );
        Assert.NotEmpty(steps.FindAll("portal-time"));
    }

    [Fact]
    public async Task A_link_for_a_colleague_is_shown_once_with_the_button_that_copies_it()
    {
        var steps = await RenderAsync(AppCreation.Proposed, Stage.CreateApp);

        await steps.Find("#hand-over button.button").ClickAsync(new());

        var link = steps.Find("#hand-over [data-copy]").GetAttribute("data-copy")!;
        Assert.Matches("^http://localhost:1/hand-over/[0-9a-f]{64}$", link);
        var again = Render<PendingSteps>(parameters =>
            parameters.Add(part => part.Connection, steps.Instance.Connection)
        );
        Assert.DoesNotContain(link, again.Markup, StringComparison.Ordinal);
        Assert.Contains("It cannot be shown again", again.Markup, StringComparison.Ordinal);
        await again.FindAll("#hand-over button.button")[1].ClickAsync(new());
        Assert.Null(
            await _doors
                .Get<HandOvers>()
                .CurrentAsync(
                    steps.Instance.Connection.Id,
                    Xunit.TestContext.Current.CancellationToken
                )
        );
    }

    [Fact]
    public async Task An_app_that_a_colleague_created_is_confirmed_or_discarded()
    {
        var connection = await StoreAsync(AppCreation.Created, Stage.Authorize, null, waits: true);
        var steps = Render<PendingSteps>(parameters =>
            parameters.Add(part => part.Connection, connection)
        );

        Assert.Equal("Confirm the app", steps.Find("h2#next-step").TextContent);
        Assert.Equal(["It is the right app", "Discard it and begin again"], Buttons(steps));
        await steps.Find("button.button").ClickAsync(new());

        Assert.False((await _doors.ConnectionAsync(connection.Id))!.App.AwaitsConfirmation);
    }

    [Fact]
    public async Task Begin_again_proposes_the_app_anew_for_the_same_connection()
    {
        var steps = await RenderAsync(AppCreation.Refused, Stage.CreateApp);
        var before = steps.Instance.Connection;
        var changed = false;
        steps.Render(parameters => parameters.Add(part => part.OnChanged, () => changed = true));

        await steps.Find("button").ClickAsync(new());

        var after = (await _doors.ConnectionAsync(before.Id))!;
        Assert.True(changed);
        Assert.NotEqual(before.AppId, after.AppId);
        Assert.Equal(AppCreation.Proposed, after.App.Creation);
    }

    [Fact]
    public async Task Before_the_page_is_live_its_buttons_do_nothing()
    {
        Renderer.SetRendererInfo(new RendererInfo("Static", isInteractive: false));

        var steps = await RenderAsync(AppCreation.MayExist, Stage.CreateApp);

        Assert.All(steps.FindAll("button"), button => Assert.True(button.HasAttribute("disabled")));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<IRenderedComponent<PendingSteps>> RenderAsync(
        AppCreation creation,
        Stage stage,
        Reason? reason = null
    )
    {
        var connection = await StoreAsync(creation, stage, reason);
        return Render<PendingSteps>(parameters =>
            parameters.Add(part => part.Connection, connection)
        );
    }

    private static List<string> Buttons(IRenderedComponent<PendingSteps> steps) =>
        [.. steps.FindAll(".button").Select(button => button.TextContent)];

    private async Task<Connection> StoreAsync(
        AppCreation creation,
        Stage stage,
        Reason? reason,
        bool waits = false
    )
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
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = host.Id,
            Key = "0123",
            OwnerKind = OwnerKind.Organization,
            OwnerSlug = "acme",
            ProposedName = "Portal acme",
            Creation = creation,
            AwaitsConfirmation = waits,
            CreationChangedAt = now,
        };
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = "acme on ghe.example.com",
            HostId = host.Id,
            AppId = app.Id,
            State = reason is null ? ResourceState.Pending : ResourceState.Error,
            Reason = reason,
            Stage = stage,
            StateSince = now,
            CreatedAt = now,
        };
        db.AddRange(host, app, connection);
        await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        return (await _doors.ConnectionAsync(connection.Id))!;
    }
}
