using Portal.Apps;
using Portal.Data;

namespace Portal.Tests.Apps;

/// <summary>What is wanted, what the app has and what was accepted, and what each gap between them means.</summary>
public sealed class PermissionsTests
{
    private const string Reading =
        "contents: read\nmetadata: read\npull_requests: read\nstatuses: read";
    private const string Events = "create\ndelete\npull_request\npush";

    [Fact]
    public void An_app_that_has_what_it_reads_with_has_no_gap()
    {
        var grants = ComparePermissions.Of(NewApp(), [Installed()]);

        Assert.All(grants, grant => Assert.Equal(GrantVerdict.Fine, grant.Verdict));
        Assert.All(grants, grant => Assert.Null(grant.SwitchedOff));
        Assert.Null(ComparePermissions.Missing(NewApp(), Installed()));
    }

    [Theory]
    [InlineData(AppAbility.Commits, "contents", "Create commits")]
    [InlineData(AppAbility.Statuses, "statuses", "Set commit statuses")]
    [InlineData(AppAbility.PullRequests, "pull_requests", "Work on pull requests")]
    public void An_ability_without_its_permission_is_off_and_reading_goes_on(
        AppAbility ability,
        string permission,
        string off
    )
    {
        var app = NewApp(ability);

        var grant = Grant(app, permission, Installed());

        Assert.Equal(("write", "read", off), (grant.Wanted, grant.OnApp, grant.SwitchedOff));
        Assert.Equal(GrantVerdict.AppLacks, grant.Verdict);
        Assert.Equal(GrantVerdict.AppLacks, Assert.Single(grant.Accepted).Verdict);
    }

    [Fact]
    public void What_the_app_has_and_an_account_has_not_accepted_is_that_accounts_to_accept()
    {
        var app = NewApp(AppAbility.Commits);
        app.Permissions = Reading.Replace("contents: read", "contents: write");

        var grant = Grant(app, "contents", Installed(), Installed("globex", app.Permissions));

        Assert.Equal(GrantVerdict.Fine, grant.Verdict);
        Assert.Equal(
            [GrantVerdict.NotAccepted, GrantVerdict.Fine],
            grant.Accepted.Select(one => one.Verdict)
        );
        Assert.Equal("Create commits", grant.SwitchedOff);
    }

    [Fact]
    public void Without_the_level_to_read_reading_is_off_too()
    {
        var app = NewApp(AppAbility.Commits);
        app.Permissions = "metadata: read";

        Assert.Equal(
            "Reading, and: Create commits",
            Grant(app, "contents", Installed()).SwitchedOff
        );
        Assert.Equal("Reading", Grant(app, "statuses", Installed()).SwitchedOff);
    }

    [Fact]
    public void What_nothing_here_needs_is_more_than_needed_and_no_gap()
    {
        var app = NewApp();
        app.Permissions = Reading.Replace("contents: read", "contents: write") + "\nissues: write";
        app.Events += "\nissues";
        var installation = Installed(permissions: app.Permissions);
        installation.Events = app.Events;

        var excess = ComparePermissions
            .Of(app, [installation])
            .Where(grant => grant.Verdict == GrantVerdict.MoreThanNeeded);

        Assert.Equal(["contents", "issues", "issues"], excess.Select(grant => grant.Name));
        Assert.Null(ComparePermissions.Missing(app, installation));
    }

    [Fact]
    public void A_missing_event_counts_too()
    {
        var installation = Installed();
        installation.Events = "create\ndelete\npull_request";

        Assert.Equal(
            "acme has not accepted the event push: an owner of that account does so in the installation's settings.",
            ComparePermissions.Missing(NewApp(), installation)
        );
    }

    [Fact]
    public void A_level_that_GitHub_invents_does_not_count_as_writing()
    {
        var app = NewApp(AppAbility.Commits);
        app.Permissions = Reading.Replace("contents: read", "contents: triage");

        Assert.Equal(GrantVerdict.AppLacks, Grant(app, "contents").Verdict);
    }

    [Fact]
    public void Abilities_are_stored_by_name_and_read_back()
    {
        var stored = AppAbilities.Write([AppAbility.PullRequests, AppAbility.Commits]);

        Assert.Equal("Commits\nPullRequests", stored);
        Assert.Equal(
            [AppAbility.Commits, AppAbility.PullRequests],
            AppAbilities.Read(stored + "\nSomethingNewer").Order()
        );
        Assert.Empty(AppAbilities.Read(""));
    }

    private static ComparedGrant Grant(App app, string name, params Installation[] installations) =>
        ComparePermissions
            .Of(app, installations)
            .Single(grant => grant.Name == name && !grant.IsEvent);

    private static App NewApp(params AppAbility[] abilities) =>
        new()
        {
            Id = Guid.NewGuid(),
            HostId = Guid.NewGuid(),
            Key = "0123",
            OwnerKind = OwnerKind.Organization,
            OwnerSlug = "acme",
            OwnerLogin = "acme",
            ProposedName = "Portal acme",
            Creation = AppCreation.Created,
            CreationChangedAt = default,
            Abilities = AppAbilities.Write(abilities),
            Permissions = Reading,
            Events = Events,
        };

    private static Installation Installed(string account = "acme", string permissions = Reading) =>
        new()
        {
            Id = Guid.NewGuid(),
            AppId = Guid.NewGuid(),
            GitHubId = 1,
            Account = account,
            AccountType = "Organization",
            RepositorySelection = "all",
            SettingsPath = $"/organizations/{account}/settings/installations/1",
            Permissions = permissions,
            Events = Events,
        };
}
