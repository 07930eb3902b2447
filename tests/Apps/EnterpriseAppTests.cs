using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>Apps that an enterprise owns, for all of its organizations.</summary>
public sealed class EnterpriseAppTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task An_enterprises_app_is_created_on_its_page_and_installed_on_its_organization()
    {
        var trip = await shared.FreshAsync();
        var proposal = await ProposeAsync(trip, "sandbox-inc");
        trip.TurnTo(proposal.ConnectionId!.Value);
        Assert.StartsWith(
            "Enterprise sandbox-inc on ",
            (await trip.ConnectionAsync()).Name,
            StringComparison.Ordinal
        );
        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/leave");
        Assert.Contains("owned by the enterprise sandbox-inc", leave.Words);
        Assert.StartsWith(
            $"{trip.Rehearsal.Sandbox.Url}enterprises/sandbox-inc/settings/apps/new?state=",
            leave.Form("form[action*='apps/new']").GetAttribute("action"),
            StringComparison.Ordinal
        );

        await trip.Browser.FollowAsync(await trip.CreateOnServerAsync());

        var app = await trip.AppAsync();
        Assert.Equal(
            (OwnerKind.Enterprise, "sandbox-inc", "sandbox-inc", false),
            (app.OwnerKind, app.OwnerSlug, app.OwnerLogin, app.Public)
        );
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.Contains("an owner of an organization of the enterprise sandbox-inc", page.Words);
        await trip.InstallOnServerAsync(await trip.AuthorizeOnServerAsync(), "globex");
        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            row => row is { State: ResourceState.Available, Installation.Account: "globex" }
        );
        Assert.StartsWith(
            "globex (enterprise sandbox-inc) on ",
            (await trip.ConnectionAsync()).Name,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_enterprises_app_is_never_offered_to_every_account()
    {
        var trip = await shared.FreshAsync();

        trip.TurnTo(
            (await ProposeAsync(trip, "sandbox-inc", form => form.Public = true))
                .ConnectionId!
                .Value
        );

        Assert.False((await trip.AppAsync()).Public);
    }

    [Theory]
    [InlineData("3.15.2", true)]
    [InlineData("3.16.0", false)]
    [InlineData("3.19.1", false)]
    [InlineData("4.0.0", false)]
    [InlineData("2.22.5", true)]
    [InlineData(null, false)]
    public async Task A_server_older_than_3_16_has_no_such_apps(string? version, bool refused)
    {
        var trip = await shared.FreshAsync();
        var before = await VersionAsync(trip, version);
        try
        {
            var proposal = await ProposeAsync(trip, "sandbox-inc");

            Assert.Equal(refused, proposal.ConnectionId is null);
            if (refused)
            {
                var sentence = proposal.Problems[nameof(AppForm.Enterprise)];
                Assert.Contains("3.16", sentence, StringComparison.Ordinal);
                Assert.Contains(version!, sentence, StringComparison.Ordinal);
            }
        }
        finally
        {
            await VersionAsync(trip, before);
        }
    }

    [Theory]
    [InlineData("", "Type the enterprise's name")]
    [InlineData("Sandbox Inc.", "cannot be an enterprise")]
    [InlineData("a/../b", "cannot be an enterprise")]
    public async Task An_enterprise_that_cannot_be_one_is_refused_before_leaving(
        string enterprise,
        string sentence
    )
    {
        var trip = await shared.FreshAsync();

        var proposal = await ProposeAsync(trip, enterprise);

        Assert.Contains(sentence, proposal.Problems[nameof(AppForm.Enterprise)]);
    }

    [Fact]
    public async Task An_enterprises_app_that_is_entered_by_hand_is_known_as_such()
    {
        var trip = await shared.FreshAsync();
        var key = Guid.NewGuid().ToString("N");
        var theirs = await ForeignApp.RegisterAsync(trip, key, "sandbox-inc");
        var form = theirs.Form();
        form.Public = true;

        var entry = await trip
            .Doors.Get<EnterApp>()
            .RunAsync(trip.HostId, null, key, form, Doors.Actor, Stop);

        trip.TurnTo(entry.ConnectionId!.Value);
        var app = await trip.AppAsync();
        Assert.Equal(
            (OwnerKind.Enterprise, "sandbox-inc", false),
            (app.OwnerKind, app.OwnerSlug, app.Public)
        );
    }

    private static Task<Proposal> ProposeAsync(
        Trip trip,
        string enterprise,
        Action<AppForm>? change = null
    )
    {
        var form = new AppForm
        {
            Owner = OwnerKind.Enterprise,
            Enterprise = enterprise,
            Name = $"Portal {Guid.NewGuid():N}"[..20],
        };
        change?.Invoke(form);
        return trip.Doors.Get<ProposeApp>().RunAsync(trip.HostId, form, Doors.Actor, Stop);
    }

    /// <summary>Sets the version that the portal knows of the server; the one that it knew.</summary>
    private static async Task<string?> VersionAsync(Trip trip, string? version)
    {
        await using var db = await trip.Doors.OpenAsync();
        var before = await db
            .Hosts.Where(row => row.Id == trip.HostId)
            .Select(row => row.Version)
            .SingleAsync(Stop);
        await db
            .Hosts.Where(row => row.Id == trip.HostId)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.Version, version), Stop);
        return before;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
