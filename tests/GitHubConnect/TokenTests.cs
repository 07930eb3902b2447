using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>The second credentials, where GitHub lets no app in: proved first, shown apart, renewed, and destroyed.</summary>
public sealed class TokenTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task A_token_is_kept_with_whose_it_is_what_it_may_do_and_until_when()
    {
        await trip.EnabledAsync();
        var end = TimeProvider.System.GetUtcNow().AddDays(10);

        Assert.Null(await KeepAsync(LinkCredentialKind.ServerToken, OnServer(end, "site_admin")));

        var kept = Assert.Single((await trip.LinkAsync()).Credentials);
        Assert.Equal(("octocat", "site_admin", "test"), (kept.Owner, kept.Scopes, kept.StoredBy));
        Assert.Equal(end.ToUnixTimeSeconds(), kept.ExpiresAt!.Value.ToUnixTimeSeconds());
        var page = await trip.PageAsync("/credentials");
        Assert.Contains("@octocat", page, StringComparison.Ordinal);
        Assert.Contains("It ends on", page, StringComparison.Ordinal);
        Assert.DoesNotContain(OnServerValue!, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_token_takes_the_place_of_the_one_before_and_a_refused_one_changes_nothing()
    {
        await trip.EnabledAsync();
        Assert.Null(await KeepAsync(LinkCredentialKind.ServerToken, OnServer(null, "site_admin")));
        var first = await SecretsAsync();

        Assert.Null(
            await KeepAsync(LinkCredentialKind.ServerToken, OnServer(null, "site_admin", "repo"))
        );

        var second = Assert.Single(await SecretsAsync());
        Assert.NotEqual(Assert.Single(first), second);
        Assert.Equal(
            "repo, site_admin",
            Assert.Single((await trip.LinkAsync()).Credentials).Scopes
        );
        Assert.NotNull(await KeepAsync(LinkCredentialKind.ServerToken, OnServer(null, "repo")));
        Assert.Equal(second, Assert.Single(await SecretsAsync()));
    }

    [Theory]
    [InlineData("octocat", "repo", "It needs the scope site_admin")]
    [InlineData("monalisa", "site_admin", "is not a site administrator")]
    public async Task A_token_that_cannot_do_it_is_refused_with_who_can_make_one(
        string login,
        string scope,
        string sentence
    )
    {
        await trip.EnabledAsync();
        var token = trip.Server.World.MintPersonalToken(
            trip.Server.World.FindAccount(login)!,
            scope
        );

        var problem = await KeepAsync(LinkCredentialKind.ServerToken, token.Value);

        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.Contains("Nothing was stored", problem, StringComparison.Ordinal);
        Assert.Empty(await SecretsAsync());
    }

    [Theory]
    [InlineData("hello", "This is not a token")]
    [InlineData("ghp_000000000000000000000000000000000000", "refused our credentials")]
    public async Task What_is_no_token_is_refused(string given, string sentence)
    {
        await trip.EnabledAsync();

        var problem = await KeepAsync(LinkCredentialKind.ServerToken, given);

        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.Empty(await SecretsAsync());
    }

    [Fact]
    public async Task The_clouds_token_must_be_able_to_read_the_enterprises_licences()
    {
        await trip.EnabledAsync(OwnerKind.Enterprise);

        var refused = await KeepAsync(LinkCredentialKind.CloudToken, OnCloud("repo"));
        Assert.Contains("read:enterprise", refused, StringComparison.Ordinal);
        Assert.Null(await KeepAsync(LinkCredentialKind.CloudToken, OnCloud("read:enterprise")));

        Assert.Equal(
            LinkCredentialKind.CloudToken,
            Assert.Single((await trip.LinkAsync()).Credentials).Kind
        );
        // With it the record tells what the cloud knows of the server.
        var before = await trip.SeenAsync(row => row.CloudSync is not null);
        Assert.Contains("knows no server called", before.CloudSync, StringComparison.Ordinal);
        trip.Cloud.World.ConnectedServers.Add(
            new Sandbox.ConnectedServer("1", trip.Server.Url.Host, DateTimeOffset.UnixEpoch)
        );
        await trip.Trip.Doors.Get<RefreshLinks>().WantAsync(trip.LinkId, Stop);
        await trip.SeenAsync(row =>
            row.CloudSync?.Contains("last reported its licences on 1970", StringComparison.Ordinal)
            == true
        );
        Assert.Contains("success", await trip.PageAsync("/record"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_organization_there_are_no_enterprise_licences_to_read()
    {
        await trip.EnabledAsync();

        var refused = await KeepAsync(LinkCredentialKind.CloudToken, OnCloud("read:enterprise"));

        Assert.Contains("with an organization", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Enterprise administrator's token",
            await trip.PageAsync("/credentials")
        );
    }

    [Fact]
    public async Task A_token_that_GitHub_no_longer_accepts_is_said_and_a_new_one_heals_it()
    {
        await trip.EnabledAsync();
        var token = OnServer(null, "site_admin");
        Assert.Null(await KeepAsync(LinkCredentialKind.ServerToken, token));
        await trip.SeenAsync(row => row.SeatsUsed is not null);
        trip.Server.World.DeletePersonalToken(token);

        await trip.Trip.Doors.Get<RefreshLinks>().WantAsync(trip.LinkId, Stop);
        await trip.Trip.Doors.Get<RefreshLinks>().RunAsync(Stop);

        Assert.NotNull(Assert.Single((await trip.LinkAsync()).Credentials).Problem);
        Assert.Contains("no longer accepts it", await trip.PageAsync("/credentials"));
        Assert.Null(await KeepAsync(LinkCredentialKind.ServerToken, OnServer(null, "site_admin")));
        Assert.Null(Assert.Single((await trip.LinkAsync()).Credentials).Problem);
    }

    [Fact]
    public async Task One_that_the_key_ring_does_not_open_is_said_and_holds_nothing_up()
    {
        await trip.EnabledAsync();
        Assert.Null(await KeepAsync(LinkCredentialKind.ServerToken, OnServer(null, "site_admin")));
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            await db
                .Secrets.Where(row => row.OwnerId == trip.LinkId)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.Ciphertext, new byte[] { 1, 2, 3 }),
                    Stop
                );
        }

        await trip.Trip.Doors.Get<RefreshLinks>().WantAsync(trip.LinkId, Stop);

        var link = await trip.SeenAsync(row => row.RefreshWantedAt is null);
        Assert.Contains("Store it again", link.RefreshProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_destroyed_on_demand()
    {
        await trip.EnabledAsync();
        Assert.Null(await KeepAsync(LinkCredentialKind.ServerToken, OnServer(null, "site_admin")));

        await trip
            .Trip.Doors.Get<KeepToken>()
            .ForgetAsync(trip.LinkId, LinkCredentialKind.ServerToken, Doors.Actor, Stop);

        Assert.Empty(await SecretsAsync());
        Assert.Empty((await trip.LinkAsync()).Credentials);
    }

    private string? OnServerValue { get; set; }

    private string OnServer(DateTimeOffset? end, params string[] scopes) =>
        OnServerValue = trip
            .Server.World.MintPersonalToken(trip.Server.World.FindAccount("octocat")!, end, scopes)
            .Value;

    private string OnCloud(params string[] scopes) =>
        trip.Cloud.World.MintPersonalToken(trip.Cloud.World.FindAccount("octocat")!, scopes).Value;

    private Task<string?> KeepAsync(LinkCredentialKind kind, string token) =>
        trip
            .Trip.Doors.Get<KeepToken>()
            .RunAsync(trip.LinkId, kind, new SecretText(token), Doors.Actor, Stop);

    private async Task<List<string>> SecretsAsync()
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        return await db
            .Secrets.Where(row => row.OwnerId == trip.LinkId)
            .Select(row => row.Fingerprint)
            .ToListAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
