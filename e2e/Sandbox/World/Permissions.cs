namespace Sandbox;

/// <summary>
/// The permissions and events an app may have.
/// https://docs.github.com/rest/authentication/permissions-required-for-github-apps
/// </summary>
public static class Permissions
{
    private static readonly string[] _levels = ["read", "write", "admin"];

    private static readonly string[] _readAndWrite =
    [
        "actions",
        "administration",
        "artifact_metadata",
        "attestations",
        "checks",
        "code_quality",
        "codespaces",
        "contents",
        "dependabot_secrets",
        "deployments",
        "discussions",
        "email_addresses",
        "enterprise_administration",
        "enterprise_custom_properties",
        "enterprise_organization_installation_repositories",
        "enterprise_organization_installations",
        "environments",
        "followers",
        "git_ssh_keys",
        "gpg_keys",
        "interaction_limits",
        "issues",
        "members",
        "merge_queues",
        "metadata",
        "organization_administration",
        "organization_announcement_banners",
        "organization_copilot_agent_settings",
        "organization_copilot_seat_management",
        "organization_custom_org_roles",
        "organization_custom_roles",
        "organization_hooks",
        "organization_packages",
        "organization_personal_access_token_requests",
        "organization_personal_access_tokens",
        "organization_secrets",
        "organization_self_hosted_runners",
        "organization_user_blocking",
        "packages",
        "pages",
        "pull_requests",
        "repository_custom_properties",
        "repository_hooks",
        "secret_scanning_alerts",
        "secrets",
        "security_events",
        "single_file",
        "starring",
        "statuses",
        "vulnerability_alerts",
    ];

    private static readonly string[] _upToAdmin =
    [
        "organization_custom_properties",
        "organization_projects",
        "repository_projects",
    ];

    private static readonly Dictionary<string, string[]> _allowed = _readAndWrite
        .Select(name => (name, levels: _levels[..2]))
        .Concat(_upToAdmin.Select(name => (name, levels: _levels)))
        .Append(("organization_events", ["read"]))
        .Append(("organization_plan", ["read"]))
        .Append(("profile", ["write"]))
        .Append(("workflows", ["write"]))
        .ToDictionary(pair => pair.name, pair => pair.levels, StringComparer.Ordinal);

    /// <summary>Event → the permission an app must have to subscribe to it.</summary>
    private static readonly Dictionary<string, string> _events = new(StringComparer.Ordinal)
    {
        ["check_run"] = "checks",
        ["check_suite"] = "checks",
        ["commit_comment"] = "contents",
        ["create"] = "contents",
        ["delete"] = "contents",
        ["deployment"] = "deployments",
        ["deployment_status"] = "deployments",
        ["discussion"] = "discussions",
        ["fork"] = "contents",
        ["issue_comment"] = "issues",
        ["issues"] = "issues",
        ["label"] = "metadata",
        ["member"] = "members",
        ["membership"] = "members",
        ["merge_group"] = "merge_queues",
        ["meta"] = "metadata",
        ["milestone"] = "issues",
        ["organization"] = "members",
        ["page_build"] = "pages",
        ["public"] = "metadata",
        ["pull_request"] = "pull_requests",
        ["pull_request_review"] = "pull_requests",
        ["pull_request_review_comment"] = "pull_requests",
        ["pull_request_review_thread"] = "pull_requests",
        ["push"] = "contents",
        ["release"] = "contents",
        ["repository"] = "metadata",
        ["star"] = "metadata",
        ["status"] = "statuses",
        ["team"] = "members",
        ["team_add"] = "members",
        ["watch"] = "metadata",
        ["workflow_job"] = "actions",
        ["workflow_run"] = "actions",
    };

    /// <summary>Every permission with the levels that it has.</summary>
    public static IReadOnlyDictionary<string, string[]> All => _allowed;

    public static IEnumerable<string> Events => _events.Keys;

    public static bool Exists(string name) => _allowed.ContainsKey(name);

    public static bool Allows(string name, string level) =>
        _allowed.TryGetValue(name, out var levels)
        && levels.Contains(level, StringComparer.Ordinal);

    public static bool IsEvent(string name) => _events.ContainsKey(name);

    public static bool Supports(
        IReadOnlyDictionary<string, string> permissions,
        string eventName
    ) =>
        _events.TryGetValue(eventName, out var needed)
        && (needed == "metadata" || permissions.ContainsKey(needed));

    /// <summary>Is <paramref name="level"/> of a permission within what was granted?</summary>
    public static bool Covers(
        IReadOnlyDictionary<string, string> granted,
        string name,
        string level
    ) =>
        granted.TryGetValue(name, out var has)
        && Array.IndexOf(_levels, has) >= Array.IndexOf(_levels, level);
}
