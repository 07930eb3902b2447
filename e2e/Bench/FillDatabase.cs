using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>
/// Fills a portal's database with what years of use leave in it. The rows are made by the database itself, because a million
/// that travel one by one take longer than what is measured.
/// </summary>
internal static class FillDatabase
{
    // As many at each size: what a page shows of them does not grow, so that what does is the tables'.
    private const int Hosts = 20;
    private const int Apps = 100;
    private const int AppsOfHost = Apps / Hosts;

    /// <param name="connections">With ten repositories and a hundred deliveries each.</param>
    public static async Task RunAsync(Doors doors, int connections)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var later = now + (long)TimeSpan.FromDays(30).TotalMilliseconds;
        await using var db = await doors.OpenAsync();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await using var transaction = await db.Database.BeginTransactionAsync();
        await InsertAsync(
            Hosts,
            $$"""
            INSERT INTO "Hosts" ("Id", "Name", "Flavor", "WebUrl", "ApiUrl", "State", "StateSince", "RemoveWhenEmpty", "CreatedAt", "Version", "CheckedAt")
            SELECT {{Id(
                "1",
                "i"
            )}}, 'ghes-' || i || '.example.com', 'EnterpriseServer', 'https://ghes-' || i || '.invalid', 'https://ghes-' || i || '.invalid/api/v3',
                'Available', {{now}}, FALSE, {{now}}, '3.19.1', {{now}} FROM n
            """
        );
        await InsertAsync(
            Apps,
            $$"""
            INSERT INTO "Apps" ("Id", "HostId", "Key", "OwnerKind", "OwnerSlug", "OwnerLogin", "Origin", "ProposedName", "Name", "Slug", "Public", "Creation",
                "CreationChangedAt", "Abilities", "AwaitsConfirmation", "Permissions", "Events", "GitHubId", "LastDeliveryAt", "WebhookConfiguredAt")
            SELECT {{Id("2", "i")}}, {{Id(
                "1",
                $"i / {AppsOfHost}"
            )}}, 'key-' || i, 'Organization', 'org', 'org', 'Manifest',
                'Portal ' || i, 'Portal ' || i, 'portal-' || i, FALSE, 'Created', {{now}}, '', FALSE, 'contents: read', 'push', i + 1, {{now}}, {{now}} FROM n
            """
        );
        await InsertAsync(
            connections,
            $$"""
            INSERT INTO "Installations" ("Id", "AppId", "GitHubId", "Account", "AccountType", "RepositorySelection", "SettingsPath", "Permissions", "Events",
                "SyncedAt", "SyncWanted", "SuspendedByPortal")
            SELECT {{Id("3", "i")}}, {{Id(
                "2",
                $"i % {Apps}"
            )}}, i + 1, 'org-' || i, 'Organization', 'all', '/settings', 'contents: read', 'push', {{now}}, FALSE, FALSE FROM n
            """
        );
        await InsertAsync(
            connections,
            $$"""
            INSERT INTO "Connections" ("Id", "Name", "HostId", "AppId", "InstallationId", "State", "Reason", "Stage", "StateSince", "CheckedAt", "ConfirmedAt",
                "CheckWanted", "CheckDueAt", "CheckMilliseconds", "AuthorizedBySiteAdministrator", "CreatedAt")
            SELECT {{Id(
                "4",
                "i"
            )}}, 'org-' || i || ' on ghes-' || (i % {{Apps}} / {{AppsOfHost}}), {{Id(
                "1",
                $"i % {Apps} / {AppsOfHost}"
            )}},
                {{Id("2", $"i % {Apps}")}}, {{Id(
                "3",
                "i"
            )}}, CASE WHEN i % 200 = 7 THEN 'Error' ELSE 'Available' END,
                CASE WHEN i % 200 = 7 THEN 'Suspended' END, 'Complete', {{now}} - i * 1000, {{now}}, {{now}}, FALSE, {{later}}, 40, FALSE, {{now}} FROM n
            """
        );
        await InsertAsync(
            connections * 10,
            $$"""
            INSERT INTO "Repositories" ("Id", "InstallationId", "GitHubId", "FullName", "Visibility", "DefaultBranch", "Archived", "PushedAt")
            SELECT {{Id("5", "i")}}, {{Id(
                "3",
                "i / 10"
            )}}, i + 1, 'org-' || (i / 10) || '/service-' || i, 'private', 'main', FALSE, {{now}} - i FROM n
            """
        );
        await InsertAsync(
            connections,
            $$"""
            INSERT INTO "PullRequests" ("Id", "RepositoryId", "Number", "Title", "Author", "HeadBranch", "BaseBranch", "Draft", "OpenedAt", "UpdatedAt")
            SELECT {{Id("6", "i")}}, {{Id(
                "5",
                "i * 10"
            )}}, 1, 'Change ' || i, 'octocat', 'change', 'main', FALSE, {{now}} - i, {{now}} - i FROM n
            """
        );
        var deliveries = connections * 100L;
        // The last day's are a seventh of them, and a few wait or failed.
        var step = (long)TimeSpan.FromDays(7).TotalMilliseconds / deliveries;
        await InsertAsync(
            deliveries,
            $$"""
            INSERT INTO "Deliveries" ("AppId", "Guid", "Event", "Action", "InstallationGitHubId", "RepositoryName", "Lane", "ReceivedAt", "Size", "BodyHash", "Sorted", "State",
                "Attempts", "HandledAt", "Took", "Outcome", "Replayed")
            SELECT {{Id("2", $"i % {connections} % {Apps}")}}, {{Id(
                "7",
                "i"
            )}}, CASE i % 3 WHEN 0 THEN 'push' WHEN 1 THEN 'pull_request' ELSE 'create' END,
                CASE i % 3 WHEN 1 THEN 'opened' END, i % {{connections}} + 1, 'org-' || (i % {{connections}}) || '/service-' || ((i % {{connections}}) * 10), 'lane-' || (i % {{connections}}),
                {{now}} - ({{deliveries}} - i) * {{step}}, 8192, randomblob(16), TRUE, CASE WHEN i % 5000 = 11 THEN 'Parked' ELSE 'Handled' END, 1, {{now}}, 12, 'was read again.', FALSE FROM n
            """
        );
        await InsertAsync(
            deliveries,
            $$"""
            INSERT INTO "DeliveryBodies" ("DeliveryId", "Headers", "Encoding", "Bytes") SELECT i + 1, 'X-GitHub-Event: push', 'Plain', CAST('{"ref":"refs/heads/main"}' AS BLOB) FROM n
            """
        );
        await InsertAsync(
            connections,
            $$"""
            INSERT INTO "Timeline" ("SubjectId", "At", "State", "Reason", "Text")
            SELECT {{Id(
                "4",
                "i"
            )}}, {{now}} - i * 60000, 'Error', 'Unreachable', 'Unreachable. No answer.' FROM n
            """
        );
        await InsertAsync(
            connections * 10,
            $$"""
            INSERT INTO "AuditEntries" ("At", "Actor", "Action", "Subject", "Count") SELECT {{now}} - ({{connections}} * 10 - i) * 1000, 'admin@example.com', 'looked at', 'org-' || i, 1 FROM n
            """
        );
        await transaction.CommitAsync();

        Task InsertAsync(long rows, string insert) =>
            db.Database.ExecuteSqlRawAsync(
                $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {rows.ToString(CultureInfo.InvariantCulture)}) {insert}"
                    .Replace("{", "{{", StringComparison.Ordinal)
                    .Replace("}", "}}", StringComparison.Ordinal)
            );
    }

    // In SQL "||" binds closer than "%" and "/": what is computed stands in brackets.

    /// <summary>The id of the row <paramref name="number"/> of a kind.</summary>
    public static Guid IdOf(int kind, long number) =>
        Guid.Parse($"{kind}0000000-0000-0000-0000-{number:D12}");

    /// <summary>The same in SQL, as the portal writes ids.</summary>
    private static string Id(string kind, string number) =>
        $"'{kind}0000000-0000-0000-0000-' || printf('%012d', {number})";
}
