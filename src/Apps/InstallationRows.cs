using Portal.Data;
using Portal.GitHub;

namespace Portal.Apps;

/// <summary>Copies GitHub's description of an installation into its row.</summary>
internal static class InstallationRows
{
    public static Installation New(Guid appId, InstallationAnswer answer) =>
        new()
        {
            Id = Guid.NewGuid(),
            AppId = appId,
            GitHubId = answer.Id,
            Account = "",
            AccountType = "",
            RepositorySelection = "",
            SettingsPath = "",
            Permissions = "",
            Events = "",
        };

    public static void Copy(InstallationAnswer from, Installation to)
    {
        to.Account = from.Account?.Name ?? "";
        to.AccountGitHubId = from.Account?.Id ?? to.AccountGitHubId;
        to.AccountType = from.Account?.Type ?? "Enterprise";
        to.RepositorySelection = from.RepositorySelection;
        to.SuspendedAt = from.SuspendedAt;
        // Only the path: behind a reverse proxy GitHub may give an internal name.
        to.SettingsPath = Uri.TryCreate(from.HtmlUrl, UriKind.Absolute, out var url)
            ? url.AbsolutePath
            : "";
        to.Permissions = AppPermissions.Write(from.Permissions);
        to.Events = AppPermissions.Write(from.Events);
    }
}
