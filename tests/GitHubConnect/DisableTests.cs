using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>The end of a link, whichever way it comes: nothing of it stays but its receipt and the audit log.</summary>
public sealed class DisableTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task Disabling_ends_the_app_destroys_the_credentials_and_leaves_a_receipt()
    {
        var link = await EquippedAsync();
        var page = await trip.PageAsync("/disable");
        Assert.Contains(link.Connection!.Name, page, StringComparison.Ordinal);
        Assert.Contains("site administrator's token", page, StringComparison.Ordinal);
        Assert.Null(await StartAsync("another name"));

        var ending = (await StartAsync(link.Connection.Name))!.Value;

        await trip.Trip.WaitingForDeletionAsync(ending);
        Assert.Contains("is being disabled", await trip.PageAsync());
        await DeleteOnCloudAsync(link);
        var receipt = ReceiptText.Write(await trip.Trip.FinishedAsync(ending));
        Assert.Contains("GitHub Connect link of", receipt, StringComparison.Ordinal);
        Assert.Contains("site administrator's token sha256:", receipt, StringComparison.Ordinal);
        await AssertNothingRemainsAsync(link);
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("disabled GitHub Connect of", audit.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_its_connection_ends_the_link_as_well()
    {
        var link = await EquippedAsync();
        var preview = await trip.Trip.Browser.GetAsync(
            $"connections/{link.ConnectionId}/disconnect"
        );
        Assert.Contains($"GitHub Connect of {link.Server.Name}", preview.Words);
        Assert.Contains("site administrator's token", preview.Words);

        var ending = await trip.Trip.DisconnectAsync();
        await trip.Trip.WaitingForDeletionAsync(ending);
        await DeleteOnCloudAsync(link);
        await trip.Trip.FinishedAsync(ending);

        await AssertNothingRemainsAsync(link);
    }

    [Fact]
    public async Task Removing_the_server_ends_the_link_and_then_the_server()
    {
        var link = await EquippedAsync();
        var page = await trip.Trip.Browser.GetAsync($"hosts/{trip.ServerId}/remove");
        Assert.Contains(link.Connection!.Name, page.Words, StringComparison.Ordinal);

        await RemoveServerAsync(link);

        await using var db = await trip.Trip.Doors.OpenAsync();
        var ending = await db
            .Endings.Where(row => row.ConnectionId == link.ConnectionId)
            .Select(row => row.Id)
            .SingleAsync(Stop);
        await trip.Trip.WaitingForDeletionAsync(ending);
        Assert.True(await db.Hosts.AnyAsync(row => row.Id == trip.ServerId, Stop));
        await DeleteOnCloudAsync(link);
        await trip.Trip.FinishedAsync(ending);
        await AssertNothingRemainsAsync(link);
        Assert.False(await db.Hosts.AnyAsync(row => row.Id == trip.ServerId, Stop));
    }

    [Fact]
    public async Task A_link_of_several_organizations_ends_with_all_of_them()
    {
        var link = await trip.EnabledAsync(OwnerKind.Enterprise);
        var (second, problem) = await trip
            .Trip.Doors.Get<ConnectAccount>()
            .RunAsync(link.Connection!.AppId, account: null, Doors.Actor, Stop);
        Assert.Null(problem);
        trip.Trip.TurnTo(second!.Value);
        await trip.Trip.InstallOnServerAsync(await trip.Trip.AuthorizeOnServerAsync(), "acme");
        await Until.SeenAsync(
            () => trip.Trip.ConnectionAsync(),
            row => row.State == ResourceState.Available
        );
        Assert.Contains("acme", await trip.PageAsync("/credentials"), StringComparison.Ordinal);

        var ending = (await StartAsync(link.Connection.Name))!.Value;
        await trip.Trip.WaitingForDeletionAsync(ending);
        await DeleteOnCloudAsync(link);
        await trip.Trip.FinishedAsync(ending);

        Assert.Null(await trip.FindAsync());
        await using var db = await trip.Trip.Doors.OpenAsync();
        await Until.SeenAsync(
            () => db.Connections.CountAsync(row => row.AppId == link.Connection.AppId, Stop),
            left => left == 0
        );
        Assert.False(await db.Apps.AnyAsync(row => row.Id == link.Connection.AppId, Stop));
    }

    [Fact]
    public async Task A_draft_is_discarded_at_once_with_what_was_kept_for_it()
    {
        await trip.BegunAsync();
        Assert.Null(
            await trip
                .Trip.Doors.Get<ReadLicense>()
                .FromServerAsync(
                    trip.LinkId,
                    trip.Server.ManageUrl!.AbsoluteUri,
                    "api_key",
                    new SecretText("sandbox"),
                    keep: true,
                    Doors.Actor,
                    Stop
                )
        );
        Assert.Contains("Discard the draft", await trip.PageAsync("/disable"));

        Assert.True(
            await trip.Trip.Doors.Get<DisableLink>().DiscardAsync(trip.LinkId, Doors.Actor, Stop)
        );

        Assert.Null(await trip.FindAsync());
        await using var db = await trip.Trip.Doors.OpenAsync();
        Assert.False(await db.Secrets.AnyAsync(row => row.OwnerId == trip.LinkId, Stop));
        // The way is free for another, with the other cloud or the same.
        Assert.NotNull((await trip.BeginAsync()).LinkId);
    }

    [Fact]
    public async Task A_server_with_a_draft_is_removed_at_once()
    {
        var link = await trip.BegunAsync();

        await RemoveServerAsync(link);

        Assert.Null(await trip.FindAsync());
        await using var db = await trip.Trip.Doors.OpenAsync();
        Assert.False(await db.Hosts.AnyAsync(row => row.Id == trip.ServerId, Stop));
    }

    private async Task<Link> EquippedAsync()
    {
        await trip.EnabledAsync();
        Assert.Null(
            await trip
                .Trip.Doors.Get<KeepToken>()
                .RunAsync(
                    trip.LinkId,
                    LinkCredentialKind.ServerToken,
                    new SecretText(
                        trip.Server.World.MintPersonalToken(
                            trip.Server.World.FindAccount("octocat")!,
                            "site_admin"
                        ).Value
                    ),
                    Doors.Actor,
                    Stop
                )
        );
        await AddContributorAsync();
        return await trip.LinkAsync();
    }

    /// <summary>Somebody whose contributions are counted, with a number on one day.</summary>
    private async Task AddContributorAsync()
    {
        Assert.Null(
            await trip
                .Trip.Doors.Get<SwitchFeature>()
                .OnAsync(trip.LinkId, LinkFeatureKind.UnifiedContributions, Doors.Actor, Stop)
        );
        var person = new Contributor { Id = Guid.NewGuid(), LinkId = trip.LinkId };
        person.Accounts.Add(
            new ContributorAccount
            {
                ContributorId = person.Id,
                LinkId = trip.LinkId,
                Side = LinkSide.Cloud,
                GitHubId = 1,
                NodeId = "U_1",
                Login = "octocat",
                Proof = AccountProof.SignIn,
                LinkedBy = "test",
                LinkedAt = TimeProvider.System.GetUtcNow(),
                FirstDay = new DateOnly(2026, 11, 21),
                Counts = [1],
            }
        );
        await using var db = await trip.Trip.Doors.OpenAsync();
        db.Add(person);
        await db.SaveChangesAsync(Stop);
    }

    private Task<Guid?> StartAsync(string name) =>
        trip.Trip.Doors.Get<DisableLink>().StartAsync(trip.LinkId, name, Doors.Actor, Stop);

    private Task<bool> RemoveServerAsync(Link link) =>
        trip
            .Trip.Doors.Get<Disconnect>()
            .StartForHostAsync(link.ServerId, link.Server.Name, Doors.Actor, Stop);

    private async Task DeleteOnCloudAsync(Link link)
    {
        using var control = new SandboxControl(trip.Cloud);
        await control.SendAsync(HttpMethod.Delete, $"apps/{link.Connection!.App.Slug}");
    }

    /// <summary>No row of the database has an id of the link or of its connection, but the receipt's.</summary>
    private async Task AssertNothingRemainsAsync(Link link)
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        foreach (var id in new[] { link.Id, link.ConnectionId!.Value, link.Connection!.AppId })
        {
            foreach (
                var table in db
                    .Model.GetEntityTypes()
                    .Select(type => type.GetTableName())
                    .Distinct()
            )
            {
                if (table is "Endings" or "EndingSteps" or null)
                {
                    continue;
                }

                foreach (var column in await ColumnsAsync(db, table))
                {
#pragma warning disable EF1002 // Names of the model's own tables and columns.
                    var left = await db
                        .Database.SqlQueryRaw<int>(
                            $"SELECT count(*) AS Value FROM \"{table}\" WHERE \"{column}\" = {{0}}",
                            id.ToString().ToUpperInvariant()
                        )
                        .SingleAsync(Stop);
#pragma warning restore EF1002
                    Assert.True(left == 0, $"{table}.{column} still has {id}.");
                }
            }
        }
    }

    private static Task<List<string>> ColumnsAsync(PortalDb db, string table) =>
        db
            .Database.SqlQueryRaw<string>("SELECT name AS Value FROM pragma_table_info({0})", table)
            .ToListAsync(Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
