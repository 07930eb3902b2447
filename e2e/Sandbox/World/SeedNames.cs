namespace Sandbox;

/// <summary>The names in the seed, awkward ones among them.</summary>
internal static class SeedNames
{
    private static readonly string[] _subjects =
    [
        "billing",
        "identity",
        "search",
        "orders",
        "catalog",
        "shipping",
        "payments",
        "reports",
        "inventory",
        "mail",
        "media",
        "metrics",
        "profiles",
        "pricing",
        "support",
        "vendors",
    ];

    private static readonly string[] _kinds =
    [
        "api",
        "web",
        "worker",
        "docs",
        "infra",
        "client",
        "schema",
        "tools",
        "tests",
        "events",
        "batch",
        "mobile",
        "proto",
        "charts",
        "admin",
    ];

    private static readonly string[] _acmeSpecial =
    [
        "widgets",
        "website",
        "public-site",
        "docs",
        ".github",
        "acme.github.io",
        "dotted.name.v2.0",
        "-leading-dash",
        "UPPER_lower.Mixed",
        "empty",
        "trunk-based",
        "old-monolith",
    ];

    /// <summary>12 + 16 × 15 = 252 repositories in acme, 12 in globex, 6 in initech, 3 of octocat's own.</summary>
    public static IEnumerable<(Account Owner, IEnumerable<string> Names)> Repositories(
        Account acme,
        Account globex,
        Account initech,
        Account octocat
    ) =>
        [
            (
                acme,
                _acmeSpecial.Concat(
                    _subjects.SelectMany(subject => _kinds.Select(kind => $"{subject}-{kind}"))
                )
            ),
            (
                globex,
                [
                    "reactor",
                    "hammock",
                    "old-doomsday",
                    .. _kinds.Take(9).Select(kind => $"scorpio-{kind}"),
                ]
            ),
            (initech, ["tps-reports", "y2k", "stapler", "payroll", "fax", "old-mainframe"]),
            (octocat, ["hello-world", "dotfiles", "spoon-knife"]),
        ];

    public static string? Description(string name, long id) =>
        (id % 8) switch
        {
            0 => null,
            1 => $"{name}: größer, schneller, 日本語 ✓",
            2 => "<b>Not markup</b> & \"quotes\" 'here'",
            3 => $"The {name} of the company. " + new string('x', 120),
            4 => "مستودع 🚀",
            _ => $"The {name} of the company",
        };

    public static IReadOnlyList<(string Repository, string Title)> PullRequests { get; } =
    [
        ("acme/widgets", "Add a colour picker"),
        ("acme/widgets", "<script>alert('title')</script>"),
        ("acme/widgets", "Größere Schaltflächen für Überschriften"),
        ("acme/widgets", "Fix \"quoted\" & 'single' names"),
        ("acme/widgets", "修复登录页面 🐛"),
        ("acme/widgets", "Bump dependencies"),
        ("acme/widgets", "إصلاح اتجاه النص"),
        ("acme/widgets", "Draft: try another layout"),
        ("acme/website", "New front page"),
        ("acme/website", "Shorter words on the pricing page"),
        ("acme/website", "Remove the carousel"),
        ("acme/website", "Emoji only: 🎉🎉🎉"),
        (
            "acme/website",
            "A very long title that goes on and on so that a table has to break it somewhere, or else the page scrolls sideways, which nobody wants"
        ),
        ("acme/docs", "Explain webhooks"),
        ("acme/docs", "Fix typos"),
        ("acme/docs", "<img src=x onerror=alert(1)> in a heading"),
        ("acme/docs", "Translate the guide"),
        ("acme/billing-api", "Round half to even"),
        ("acme/billing-api", "Refuse negative amounts"),
        ("acme/billing-api", "Invoices as PDF"),
        ("acme/identity-web", "Passkeys"),
        ("acme/identity-web", "Log out everywhere"),
        ("acme/search-worker", "Index in batches"),
        ("acme/search-worker", "Faster tokenizer"),
        ("acme/orders-api", "Idempotency keys"),
        ("acme/catalog-schema", "Add variants"),
        ("acme/dotted.name.v2.0", "Keep the dots"),
        ("acme/UPPER_lower.Mixed", "Mixed case everywhere"),
        ("acme/-leading-dash", "A dash in front"),
        ("acme/trunk-based", "Straight to trunk"),
        ("acme/payments-api", "Retry with backoff"),
        ("acme/metrics-charts", "Sparklines"),
        ("globex/reactor", "Cool it down"),
        ("globex/reactor", "Warmer again"),
        ("globex/hammock", "Stronger ropes"),
        ("globex/scorpio-api", "Version 2"),
        ("globex/scorpio-web", "Dark mode"),
        ("initech/tps-reports", "New cover sheet"),
        ("initech/stapler", "Give it back"),
        ("octocat/hello-world", "Say hello in more languages"),
    ];
}
