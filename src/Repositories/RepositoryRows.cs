using Portal.Data;
using Portal.GitHub;

namespace Portal.Repositories;

/// <summary>Copies GitHub's answers into rows.</summary>
internal static class RepositoryRows
{
    public static Repository New(Guid installationId, RepositoryAnswer answer) =>
        new()
        {
            Id = Guid.NewGuid(),
            InstallationId = installationId,
            GitHubId = answer.Id,
            FullName = answer.FullName,
            Visibility = "",
            DefaultBranch = "",
        };

    public static void Copy(RepositoryAnswer from, Repository to)
    {
        to.FullName = from.FullName;
        to.Description = from.Description;
        to.Visibility = from.Visibility ?? (from.Private ? "private" : "public");
        to.DefaultBranch = from.DefaultBranch ?? "";
        to.Archived = from.Archived;
        to.PushedAt = from.PushedAt;
    }

    public static PullRequest New(Guid repositoryId, PullRequestAnswer answer) =>
        new()
        {
            Id = Guid.NewGuid(),
            RepositoryId = repositoryId,
            Number = answer.Number,
            Title = answer.Title,
            // GitHub shows the pull requests of a deleted account as "ghost".
            Author = answer.User?.Name ?? "ghost",
            HeadBranch = "",
            BaseBranch = "",
            OpenedAt = answer.CreatedAt,
            UpdatedAt = answer.UpdatedAt,
        };

    public static void Copy(PullRequestAnswer from, PullRequest to)
    {
        to.Title = from.Title;
        to.HeadBranch = from.Head.Ref ?? "";
        to.BaseBranch = from.Base.Ref ?? "";
        to.Draft = from.Draft == true;
        to.UpdatedAt = from.UpdatedAt;
    }
}
