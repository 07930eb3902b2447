namespace Sandbox;

/// <summary>Which GitHub a sandbox stands in for.</summary>
public enum Flavour
{
    /// <summary>GitHub Enterprise Server: one origin, the API below <c>/api/v3</c>.</summary>
    EnterpriseServer,

    /// <summary>github.com: the API and the archives at origins of their own.</summary>
    DotCom,

    /// <summary>
    /// SUBDOMAIN.ghe.com: as github.com, with an enterprise to itself.
    /// https://docs.github.com/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency
    /// </summary>
    DataResidency,
}

/// <summary>What the flavours do differently.</summary>
public static class FlavourHabits
{
    public static bool IsCloud(this Flavour flavour) => flavour != Flavour.EnterpriseServer;

    /// <summary>The folder of the public pages of apps.</summary>
    public static string AppsPath(this Flavour flavour) =>
        flavour.IsCloud() ? "/apps" : "/github-apps";

    /// <summary>
    /// How long a webhook's receiver may take.
    /// https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds
    /// </summary>
    public static TimeSpan WebhookTimeout(this Flavour flavour) =>
        TimeSpan.FromSeconds(flavour.IsCloud() ? 10 : 30);

    /// <summary>
    /// How long the log of deliveries is kept.
    /// https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries
    /// </summary>
    public static TimeSpan DeliveriesKept(this Flavour flavour) =>
        TimeSpan.FromDays(flavour.IsCloud() ? 3 : 7);

    /// <summary>
    /// Requests an hour for one caller; a server has no limit until its administrator turns one on.
    /// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
    /// </summary>
    public static int? RateLimit(this Flavour flavour) => flavour.IsCloud() ? 15_000 : null;

    public static string Documentation(this Flavour flavour) =>
        flavour.IsCloud()
            ? "https://docs.github.com/enterprise-cloud@latest/rest"
            : "https://docs.github.com/enterprise-server@3.19/rest";

    public static string Title(this Flavour flavour) =>
        flavour switch
        {
            Flavour.EnterpriseServer => "GitHub Enterprise Server",
            Flavour.DotCom => "github.com",
            Flavour.DataResidency => "GitHub Enterprise Cloud with data residency",
        };
}
