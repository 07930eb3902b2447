using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>The way from a server and a cloud account to a link; whoever comes back finds it where it was left.</summary>
public sealed class EnableTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task A_link_is_made_step_by_step_and_each_step_is_there_when_somebody_comes_back()
    {
        await trip.BegunAsync();
        Assert.Contains("What it needs", await trip.PageAsync());

        await trip.MeasureAsync();
        foreach (var kind in Confirmable)
        {
            Assert.Equal(LinkStage.Prerequisites, LinkStages.Of(await trip.LinkAsync()));
            await trip.AttestAsync(kind);
        }

        Assert.Contains("Accept and continue", await trip.PageAsync());
        await trip.Trip.Doors.Get<AcceptTerms>().RunAsync(trip.LinkId, Doors.Actor, Stop);
        Assert.Contains("Which account on", await trip.PageAsync());
        var choice = await trip.ConnectAsync(OwnerKind.Organization, LinkTrip.Organization);
        Assert.Contains("does not exist on", await trip.PageAsync());

        trip.Trip.TurnTo(choice.ConnectionId!.Value);
        await trip.Trip.Browser.FollowAsync(await trip.Trip.CreateOnServerAsync());
        Assert.Contains("authorize and install", await trip.PageAsync());
        await trip.Trip.InstallOnServerAsync(
            await trip.Trip.AuthorizeOnServerAsync(),
            LinkTrip.Organization
        );

        var link = await trip.SeenAsync(row =>
            row is { EnabledAt: not null, RefreshedAt: not null }
        );
        Assert.Equal(ResourceState.Available, link.Connection!.State);
        Assert.Equal("test", link.EnabledBy);
        // The first calls of the app tell both.
        foreach (var kind in new[] { PrerequisiteKind.CloudOwner, PrerequisiteKind.IpAllowList })
        {
            await Until.SeenAsync(
                () => trip.NeedAsync(kind),
                need => need.Standing == Standing.Measured
            );
        }

        var page = await trip.PageAsync();
        Assert.Contains("No feature is switched on", page, StringComparison.Ordinal);
        Assert.Contains("GitHub Connect is enabled", page, StringComparison.Ordinal);
        var list = await trip.Trip.Browser.GetAsync("github-connect");
        Assert.Contains($"{link.Server.Name}", list.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enterprise_owns_the_app_that_is_installed_on_its_organization()
    {
        var link = await trip.EnabledAsync(OwnerKind.Enterprise);

        Assert.Equal(
            (OwnerKind.Enterprise, LinkTrip.Enterprise),
            (link.Connection!.App.OwnerKind, link.Connection.App.OwnerSlug)
        );
        Assert.Equal(LinkTrip.Organization, link.Connection.Installation!.Account);
        Assert.Contains("sandbox-inc enterprise on", await trip.PageAsync("/record"));
    }

    [Fact]
    public async Task No_account_is_chosen_before_everything_is_met_and_the_terms_are_accepted()
    {
        await trip.BegunAsync();
        await trip.MeasureAsync();
        Assert.NotNull((await ConnectAsync()).Problem);
        foreach (var kind in Confirmable)
        {
            await trip.AttestAsync(kind);
        }

        Assert.NotNull((await ConnectAsync()).Problem);
        await trip.Trip.Doors.Get<AcceptTerms>().RunAsync(trip.LinkId, Doors.Actor, Stop);
        // What was confirmed is taken back.
        await trip.AttestAsync(PrerequisiteKind.InvoicedAccount, itIsSo: false);
        Assert.NotNull((await ConnectAsync()).Problem);
        Assert.Null((await trip.LinkAsync()).ConnectionId);

        await trip.AttestAsync(PrerequisiteKind.InvoicedAccount);
        Assert.Null((await ConnectAsync()).Problem);
    }

    [Theory]
    [InlineData(OwnerKind.Organization, "not an org", "cannot be an organization")]
    [InlineData(OwnerKind.Enterprise, "", "Type the enterprise's name")]
    public async Task An_account_that_cannot_be_one_is_refused_and_nothing_is_stored(
        OwnerKind owner,
        string slug,
        string sentence
    )
    {
        await trip.ReadyAsync();

        var choice = await trip.ConnectAsync(owner, slug);

        Assert.Contains(sentence, choice.Problem, StringComparison.Ordinal);
        Assert.Null((await trip.LinkAsync()).ConnectionId);
    }

    [Fact]
    public async Task Chosen_in_two_tabs_at_once_the_account_is_connected_once()
    {
        await trip.ReadyAsync();
        var before = await ConnectionsAsync();

        var choices = await Task.WhenAll(ConnectAsync(), ConnectAsync());

        Assert.Contains(choices, choice => choice.Problem is null);
        Assert.Equal(before + 1, await ConnectionsAsync());
    }

    [Fact]
    public async Task Begun_in_two_tabs_at_once_it_is_one_link()
    {
        await trip.RegisterAsync();

        var begun = await Task.WhenAll(trip.BeginAsync(), trip.BeginAsync());

        Assert.NotNull(begun[0].LinkId);
        Assert.Equal(begun[0].LinkId, begun[1].LinkId);
    }

    [Fact]
    public async Task Only_a_server_that_is_available_can_be_linked()
    {
        await trip.RegisterAsync();
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            await db
                .Hosts.Where(row => row.Id == trip.ServerId)
                .ExecuteUpdateAsync(
                    update =>
                        update
                            .SetProperty(row => row.State, ResourceState.Error)
                            .SetProperty(row => row.Reason, Reason.Unreachable),
                    Stop
                );
        }

        var begun = await trip.BeginAsync();

        Assert.Null(begun.LinkId);
        Assert.Contains("is not available", begun.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HostFlavor.DotCom, "https://octocorp.ghe.com", "data residency")]
    [InlineData(HostFlavor.DataResidency, "https://github.com", "github.com")]
    [InlineData(HostFlavor.DataResidency, "", "Type the")]
    [InlineData(HostFlavor.DotCom, "https://ghes.example.com", "is not github.com")]
    public async Task A_cloud_that_is_none_is_refused(HostFlavor cloud, string url, string sentence)
    {
        await trip.RegisterAsync();

        var begun = await trip
            .Trip.Doors.Get<BeginLink>()
            .RunAsync(
                new LinkForm
                {
                    ServerId = trip.ServerId,
                    Cloud = cloud,
                    CloudUrl = url,
                },
                Doors.Actor,
                Stop
            );

        Assert.Equal(nameof(LinkForm.CloudUrl), begun.Field);
        Assert.Contains(sentence, begun.Problem, StringComparison.Ordinal);
    }

    private Task<LinkChoice> ConnectAsync() =>
        trip.ConnectAsync(OwnerKind.Organization, LinkTrip.Organization);

    private async Task<int> ConnectionsAsync()
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        return await db.Connections.CountAsync(Stop);
    }

    private static PrerequisiteKind[] Confirmable =>
        [
            PrerequisiteKind.License,
            PrerequisiteKind.ServerOwner,
            PrerequisiteKind.InvoicedAccount,
            PrerequisiteKind.NoOtherLink,
        ];

    [Fact]
    public async Task The_app_of_a_link_cannot_become_a_persons_own()
    {
        await trip.ReadyAsync();
        var choice = await trip.ConnectAsync(OwnerKind.Organization, LinkTrip.Organization);

        var changed = await trip
            .Trip.Doors.Get<ChangeDraft>()
            .RunAsync(
                choice.ConnectionId!.Value,
                new AppForm { Owner = OwnerKind.Personal, Name = "Mine" },
                Doors.Actor,
                Stop
            );

        Assert.Contains(
            "an organization or an enterprise",
            changed.Problems[""],
            StringComparison.Ordinal
        );
        Assert.Equal(OwnerKind.Organization, (await trip.LinkAsync()).Connection!.App.OwnerKind);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
