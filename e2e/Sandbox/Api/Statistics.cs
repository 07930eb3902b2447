using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Counts of what is on a server (`enterprise-overview`). What a sandbox does not have is counted as none.
/// https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/admin-stats
/// </summary>
internal static class Statistics
{
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "repos",
        "hooks",
        "pages",
        "orgs",
        "users",
        "pulls",
        "issues",
        "milestones",
        "gists",
        "comments",
    ];

    public static JsonObject Of(World world, string kind)
    {
        var repositories = world.Repositories.Values;
        var accounts = world.Accounts.Values;
        switch (kind)
        {
            case "repos":
                return Counts(
                    ("total_repos", repositories.Count),
                    ("root_repos", repositories.Count),
                    ("fork_repos", 0),
                    ("org_repos", repositories.Count(one => one.Owner.IsOrganization)),
                    ("total_pushes", repositories.Count(one => !one.Empty)),
                    ("total_wikis", 0)
                );
            case "hooks":
                var hooks = world
                    .Apps.Values.Where(app => !app.IsDeleted && app.Hook.Url is not null)
                    .ToList();
                var active = hooks.Count(app => app.Hook.Active);
                return Counts(
                    ("total_hooks", hooks.Count),
                    ("active_hooks", active),
                    ("inactive_hooks", hooks.Count - active)
                );
            case "pages":
                return Counts(("total_pages", 0));
            case "orgs":
                var members = accounts
                    .Where(one => one.IsOrganization)
                    .Sum(one => one.Members.Count);
                return Counts(
                    ("total_orgs", accounts.Count(one => one.IsOrganization)),
                    ("disabled_orgs", 0),
                    ("total_teams", 0),
                    ("total_team_members", members)
                );
            case "users":
                return Counts(
                    ("total_users", accounts.Count(one => one.IsPerson)),
                    ("admin_users", accounts.Count(one => one.SiteAdmin)),
                    ("suspended_users", 0)
                );
            case "pulls":
                var pulls = repositories.SelectMany(one => one.Pulls.Values).ToList();
                var open = pulls.Count(pull => pull.IsOpen);
                return Counts(
                    ("total_pulls", pulls.Count),
                    ("merged_pulls", pulls.Count(pull => pull.MergedAt is not null)),
                    ("mergeable_pulls", open),
                    ("unmergeable_pulls", 0)
                );
            case "issues":
                return Counts(("total_issues", 0), ("open_issues", 0), ("closed_issues", 0));
            case "milestones":
                return Counts(
                    ("total_milestones", 0),
                    ("open_milestones", 0),
                    ("closed_milestones", 0)
                );
            case "gists":
                return Counts(("total_gists", 0), ("private_gists", 0), ("public_gists", 0));
            default:
                return Counts(
                    ("total_commit_comments", 0),
                    ("total_gist_comments", 0),
                    ("total_issue_comments", 0),
                    ("total_pull_request_comments", 0)
                );
        }
    }

    public static JsonObject SecurityProducts(World world) =>
        Counts(
            ("total_repos", world.Repositories.Count),
            ("nonarchived_repos", world.Repositories.Values.Count(one => !one.Archived)),
            ("secret_scanning_enabled_repos", 0),
            ("secret_scanning_push_protection_enabled_repos", 0),
            ("code_scanning_enabled_repos", 0),
            ("dependabot_alerts_enabled_repos", 0),
            ("active_committers", 0),
            ("purchased_committers", 0),
            ("maximum_committers", 0)
        );

    private static JsonObject Counts(params (string Name, int Count)[] counts)
    {
        var shape = new JsonObject();
        foreach (var (name, count) in counts)
        {
            shape[name] = count;
        }

        return shape;
    }
}
