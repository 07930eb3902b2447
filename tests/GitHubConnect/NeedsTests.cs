using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>What a link needs: each need failing, recovering, confirmed; and only what was seen counts as seen.</summary>
public sealed class NeedsTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task What_was_seen_what_somebody_said_and_what_nobody_knows_are_told_apart()
    {
        await trip.BegunAsync();
        await trip.MeasureAsync();
        await trip.AttestAsync(PrerequisiteKind.InvoicedAccount);

        var page = await trip.PageAsync();

        Assert.Contains("● measured", page, StringComparison.Ordinal);
        Assert.Contains("◐ confirmed", page, StringComparison.Ordinal);
        Assert.Contains("○ unknown", page, StringComparison.Ordinal);
        Assert.Contains("test confirmed it", page, StringComparison.Ordinal);
        Assert.Equal(
            (Standing.Unknown, "test"),
            await trip.NeedAsync(PrerequisiteKind.InvoicedAccount) is var need
                ? (need.Standing, need.AttestedBy)
                : default
        );
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("is paid by invoice", audit.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PrerequisiteKind.Connectivity)]
    [InlineData(PrerequisiteKind.ServerVersion)]
    [InlineData(PrerequisiteKind.CloudOwner)]
    public async Task What_the_portal_can_see_nobody_can_confirm_instead(PrerequisiteKind kind)
    {
        await trip.BegunAsync();

        await trip.AttestAsync(kind);

        Assert.Null((await trip.NeedAsync(kind)).AttestedAt);
    }

    [Theory]
    [InlineData(FaultKind.Maintenance, "503")]
    [InlineData(FaultKind.Reset, "")]
    public async Task A_cloud_that_cannot_be_reached_is_said_until_it_can(
        FaultKind kind,
        string seen
    )
    {
        await trip.BegunAsync();
        trip.Cloud.Faults.Add(new Fault("GET /api/v3/meta", kind));

        await trip.MeasureAsync();

        var need = await trip.NeedAsync(PrerequisiteKind.Connectivity);
        Assert.Equal(Standing.Failed, need.Standing);
        Assert.Contains(seen, need.Seen, StringComparison.Ordinal);
        Assert.Contains("▲ not so", await trip.PageAsync(), StringComparison.Ordinal);
        trip.Cloud.Faults.Clear();
        await trip.MeasureAsync();
        need = await trip.NeedAsync(PrerequisiteKind.Connectivity);
        Assert.Equal(Standing.Measured, need.Standing);
        Assert.Contains($"port {trip.Cloud.ApiUrl.Port}: 200 in", need.Seen);
    }

    [Fact]
    public async Task An_address_that_answers_but_is_not_the_APIs_is_said()
    {
        await trip.BegunAsync();
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            await db
                .Links.Where(row => row.Id == trip.LinkId)
                .ExecuteUpdateAsync(
                    update =>
                        update.SetProperty(
                            row => row.CloudApiUrl,
                            trip.Cloud.Url.AbsoluteUri.TrimEnd('/')
                        ),
                    Stop
                );
        }

        await trip.MeasureAsync();

        var need = await trip.NeedAsync(PrerequisiteKind.Connectivity);
        Assert.Equal(Standing.Failed, need.Standing);
        Assert.Contains("not how GitHub's API answers", need.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_again_sees_that_the_server_was_upgraded()
    {
        await trip.BegunAsync("3.18.0");
        trip.Server.World.Version = "3.19.1";

        await trip.MeasureAsync();

        Assert.Contains(
            "3.19.1",
            (await trip.NeedAsync(PrerequisiteKind.ServerVersion)).Seen,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_cloud_is_looked_at_the_way_the_server_is_reached()
    {
        await trip.BegunAsync();
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            var network = new Network
            {
                Id = Guid.NewGuid(),
                Name = $"Only the server {trip.LinkId:N}",
                EgressRules = "127.0.0.1/32",
                CreatedAt = TimeProvider.System.GetUtcNow(),
                ChangedAt = TimeProvider.System.GetUtcNow(),
            };
            db.Networks.Add(network);
            await db.SaveChangesAsync(Stop);
            await db
                .Hosts.Where(row => row.Id == trip.ServerId)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.NetworkId, network.Id),
                    Stop
                );
        }

        await trip.MeasureAsync();

        var need = await trip.NeedAsync(PrerequisiteKind.Connectivity);
        Assert.Equal(Standing.Failed, need.Standing);
        Assert.Contains("127.0.0.3", need.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_the_licence_includes_GitHub_Connect_the_Manage_API_tells()
    {
        await trip.BegunAsync();
        trip.Server.World.LicenseHasConnect = false;

        Assert.Null(await ReadLicenseAsync());

        var need = await trip.NeedAsync(PrerequisiteKind.License);
        Assert.Equal(Standing.Failed, need.Standing);
        Assert.Contains("does not include", need.Seen, StringComparison.Ordinal);
        // What was seen to be otherwise cannot be confirmed away.
        await trip.AttestAsync(PrerequisiteKind.License);
        Assert.False(LinkNeeds.AreMet(await trip.LinkAsync()));
        trip.Server.World.LicenseHasConnect = true;
        Assert.Null(await ReadLicenseAsync());
        Assert.Equal(Standing.Measured, (await trip.NeedAsync(PrerequisiteKind.License)).Standing);
    }

    [Fact]
    public async Task A_site_administrator_who_authorized_an_app_on_the_server_is_its_owner()
    {
        await trip.BegunAsync();
        await trip.MeasureAsync();
        Assert.Equal(
            Standing.Unknown,
            (await trip.NeedAsync(PrerequisiteKind.ServerOwner)).Standing
        );
        await trip.Trip.Browser.SignInToSandboxAsync(trip.Server.Url);
        trip.Trip.TurnTo(await trip.Trip.Doors.ProposeAsync(trip.ServerId, LinkTrip.Organization));
        await trip.Trip.ConnectAsync(LinkTrip.Organization);

        await trip.MeasureAsync();

        var need = await trip.NeedAsync(PrerequisiteKind.ServerOwner);
        Assert.Equal(Standing.Measured, need.Standing);
        Assert.Contains("@octocat", need.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_IP_allow_list_that_keeps_the_portal_out_is_named_until_it_lets_it_in()
    {
        await trip.EnabledAsync();
        trip.Cloud.World.IpAllowList = true;
        await WantSyncAsync();

        var need = await SeenAsync(Standing.Failed);

        Assert.Contains("IP allow list", need.Seen, StringComparison.Ordinal);
        trip.Cloud.World.IpAllowList = false;
        await WantSyncAsync();
        await SeenAsync(Standing.Measured);
    }

    private Task<LinkPrerequisite> SeenAsync(Standing standing) =>
        Until.SeenAsync(
            () => trip.NeedAsync(PrerequisiteKind.IpAllowList),
            need => need.Standing == standing
        );

    /// <summary>Has the portal read the repositories, as its hourly schedule does.</summary>
    private async Task WantSyncAsync()
    {
        var installation = (await trip.LinkAsync()).Connection!.InstallationId!.Value;
        await using var db = await trip.Trip.Doors.OpenAsync();
        await db
            .Installations.Where(row => row.Id == installation)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.SyncWanted, true), Stop);
    }

    private Task<string?> ReadLicenseAsync() =>
        trip
            .Trip.Doors.Get<ReadLicense>()
            .FromServerAsync(
                trip.LinkId,
                trip.Server.ManageUrl!.AbsoluteUri,
                "api_key",
                new Portal.Secrets.SecretText("sandbox"),
                keep: false,
                Doors.Actor,
                Stop
            );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

/// <summary>What is otherwise with a cloud that is SUBDOMAIN.ghe.com.</summary>
public sealed class DataResidencyNeedsTests(DataResidencyLinkTrip trip)
    : IClassFixture<DataResidencyLinkTrip>
{
    [Theory]
    [InlineData("3.11.19", Standing.Failed)]
    [InlineData("3.12.0", Standing.Measured)]
    [InlineData("3.19.1", Standing.Measured)]
    public async Task It_takes_a_server_from_3_12_on(string version, Standing standing)
    {
        await trip.BegunAsync(version);

        await trip.MeasureAsync();

        var need = await trip.NeedAsync(PrerequisiteKind.ServerVersion);
        Assert.Equal(standing, need.Standing);
        Assert.Contains(version, need.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_it_is_enabled_like_any()
    {
        var link = await trip.EnabledAsync(OwnerKind.Enterprise);

        Assert.Equal(HostFlavor.DataResidency, link.Connection!.App.Host.Flavor);
        Assert.Equal(ResourceState.Available, link.Connection.State);
    }
}
