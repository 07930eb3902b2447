using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>How pages, receipts and the audit log name a link and its parts.</summary>
public static class LinkWords
{
    /// <summary>"github.com", "octocorp.ghe.com".</summary>
    public static string Cloud(Link link) => new Uri(link.CloudWebUrl).Authority;

    /// <summary>"ghes.example.com ↔ acme on github.com".</summary>
    public static string Of(Link link) =>
        link.Connection is { } connection
            ? $"{link.Server.Name} ↔ {Account(connection)} on {Cloud(link)}"
            : $"{link.Server.Name} ↔ {Cloud(link)}";

    /// <summary>The account on the cloud: who owns the app.</summary>
    public static string Account(Connection connection) =>
        connection.App.OwnerSlug
        ?? connection.App.OwnerLogin
        ?? connection.Installation?.Account
        ?? connection.Name;

    /// <summary>What a link that is being made waits for.</summary>
    public static string Of(LinkStage stage) =>
        stage switch
        {
            LinkStage.Prerequisites => "prerequisites",
            LinkStage.Terms => "terms",
            LinkStage.Account => "choice of the account",
            LinkStage.Install => "the app",
            LinkStage.Enabled => "enabled",
            LinkStage.Disabling => "disabling",
        };

    public static string Of(LinkFeatureKind feature) =>
        feature switch
        {
            LinkFeatureKind.UnifiedSearch => "Unified search",
            LinkFeatureKind.UnifiedContributions => "Unified contributions",
            LinkFeatureKind.LicenseSync => "License sync",
            LinkFeatureKind.ServerStatistics => "Server statistics",
        };

    public static string Of(LinkCredentialKind credential) =>
        credential switch
        {
            LinkCredentialKind.ServerToken => "Site administrator's token",
            LinkCredentialKind.CloudToken => "Enterprise administrator's token",
            LinkCredentialKind.ManagePassword => "Manage API password",
        };
}
