using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Bench;

/// <summary>
/// Makes push payloads of 8 to 12 KB in GitHub's shape, no two of them alike: each has its own commits, messages and times.
/// https://docs.github.com/webhooks/webhook-events-and-payloads#push
/// </summary>
internal sealed class PushPayload(int seed, long installationId, IReadOnlyList<string> repositories)
{
    private const string Words =
        "fix add remove rename retry cache token webhook delivery handler timeout parser index query page button label test flaky docs typo upgrade pin bump revert refactor simplify align guard";

    private static readonly string[] s_words = Words.Split(' ');
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var repository = repositories[_random.Next(repositories.Count)];
        var commits = Enumerable
            .Range(0, _random.Next(3, 6))
            .Select(_ => Commit(repository))
            .ToList();
        return JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?>
            {
                ["ref"] = "refs/heads/main",
                ["before"] = Sha(),
                ["after"] = Sha(),
                ["repository"] = Repository(repository),
                ["pusher"] = new { name = "octocat", email = "octocat@example.com" },
                ["organization"] = Account(repository.Split('/')[0], "Organization"),
                ["sender"] = Account("octocat", "User"),
                ["installation"] = new { id = installationId, node_id = "MDIzOkludGVncmF0aW9u" },
                ["created"] = false,
                ["deleted"] = false,
                ["forced"] = false,
                ["base_ref"] = null,
                ["compare"] =
                    $"https://ghes.example.com/{repository}/compare/{Sha()[..12]}...{Sha()[..12]}",
                ["commits"] = commits,
                ["head_commit"] = commits[^1],
            }
        );
    }

    private Dictionary<string, object?> Commit(string repository)
    {
        var sha = Sha();
        var person = new
        {
            name = "Mona Octocat",
            email = "octocat@example.com",
            username = "octocat",
        };
        return new Dictionary<string, object?>
        {
            ["id"] = sha,
            ["tree_id"] = Sha(),
            ["distinct"] = true,
            ["message"] = Sentence(12),
            ["timestamp"] = DateTimeOffset
                .UnixEpoch.AddSeconds(1_700_000_000 + _random.Next(50_000_000))
                .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            ["url"] = $"https://ghes.example.com/{repository}/commit/{sha}",
            ["author"] = person,
            ["committer"] = person,
            ["added"] = Paths(_random.Next(3)),
            ["removed"] = Paths(_random.Next(2)),
            ["modified"] = Paths(_random.Next(1, 6)),
        };
    }

    private static Dictionary<string, object?> Repository(string name)
    {
        var api = $"https://ghes.example.com/api/v3/repos/{name}";
        var fields = new Dictionary<string, object?>
        {
            ["id"] = 35129377 + name.Length,
            ["name"] = name.Split('/')[1],
            ["full_name"] = name,
            ["private"] = true,
            ["owner"] = Account(name.Split('/')[0], "Organization"),
            ["html_url"] = $"https://ghes.example.com/{name}",
            ["default_branch"] = "main",
            ["pushed_at"] = 1_700_000_000,
            ["created_at"] = 1_600_000_000,
            ["language"] = "C#",
            ["visibility"] = "private",
        };
        foreach (
            var part in "forks keys collaborators teams hooks issue_events events assignees branches tags git_blobs git_refs git_trees statuses languages stargazers contributors subscribers subscription commits git_commits comments issue_comment contents compare merges archive downloads issues pulls milestones notifications labels releases deployments".Split(
                ' '
            )
        )
        {
            fields[$"{part}_url"] = $"{api}/{part.Replace('_', '/')}{{/sha}}";
        }

        foreach (
            var counter in "size stargazers_count watchers_count forks_count open_issues_count".Split(
                ' '
            )
        )
        {
            fields[counter] = 7;
        }

        return fields;
    }

    private static Dictionary<string, object?> Account(string login, string type)
    {
        var api = $"https://ghes.example.com/api/v3/users/{login}";
        return new Dictionary<string, object?>
        {
            ["login"] = login,
            ["id"] = 21031067,
            ["avatar_url"] = $"https://avatars.ghes.example.com/u/21031067?v=4&name={login}",
            ["url"] = api,
            ["html_url"] = $"https://ghes.example.com/{login}",
            ["followers_url"] = $"{api}/followers",
            ["following_url"] = $"{api}/following{{/other_user}}",
            ["gists_url"] = $"{api}/gists{{/gist_id}}",
            ["starred_url"] = $"{api}/starred{{/owner}}{{/repo}}",
            ["subscriptions_url"] = $"{api}/subscriptions",
            ["organizations_url"] = $"{api}/orgs",
            ["repos_url"] = $"{api}/repos",
            ["events_url"] = $"{api}/events{{/privacy}}",
            ["received_events_url"] = $"{api}/received_events",
            ["type"] = type,
            ["site_admin"] = false,
        };
    }

    private List<string> Paths(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => $"src/{Word()}/{Word()}-{Sha()[..6]}.cs")];

    private string Sentence(int words)
    {
        var text = new StringBuilder();
        for (var word = 0; word < words; word++)
        {
            text.Append(Word()).Append(' ');
        }

        return text.Append(Sha()[..8]).ToString();
    }

    private string Word() => s_words[_random.Next(s_words.Length)];

    private string Sha()
    {
        Span<byte> bytes = stackalloc byte[20];
        _random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
