using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Repositories;

/// <summary>One page of a list, and how long the list is.</summary>
public sealed record ListPage<T>(IReadOnlyList<T> Rows, int Total, int Number);

/// <summary>A repository as its row in the list shows it.</summary>
public sealed record RepositoryRow(
    Guid Id,
    string FullName,
    string? Description,
    string Visibility,
    bool Archived,
    string DefaultBranch,
    DateTimeOffset? PushedAt,
    string? LastActivity,
    DateTimeOffset? LastActivityAt,
    int OpenPullRequests
);

/// <summary>A pull request as its row in the list shows it.</summary>
public sealed record PullRequestRow(
    Guid Id,
    string Repository,
    int Number,
    string Title,
    string Author,
    string HeadBranch,
    string BaseBranch,
    bool Draft,
    DateTimeOffset OpenedAt
);

/// <summary>The cached repositories and pull requests of an installation, searched and paged in the database.</summary>
public sealed class RepositoryList(IDbContextFactory<PortalDb> dbs)
{
    public const int PageSize = 25;

    public async Task<ListPage<RepositoryRow>> RepositoriesAsync(
        Guid installationId,
        string? search,
        int? page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var rows = db
            .Repositories.AsNoTracking()
            .Where(row => row.InstallationId == installationId);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = LikePattern.Containing(search);
            rows = rows.Where(row =>
                EF.Functions.Like(row.FullName.ToLower(), pattern, "\\")
                || EF.Functions.Like((row.Description ?? "").ToLower(), pattern, "\\")
            );
        }

        var total = await rows.CountAsync(cancellationToken);
        var number = Ui.Pager.Clamp(page, PageSize, total);
        var shown = await rows.OrderBy(row => row.FullName)
            .Skip((number - 1) * PageSize)
            .Take(PageSize)
            .Select(row => new RepositoryRow(
                row.Id,
                row.FullName,
                row.Description,
                row.Visibility,
                row.Archived,
                row.DefaultBranch,
                row.PushedAt,
                row.LastActivity,
                row.LastActivityAt,
                row.PullRequests.Count
            ))
            .ToListAsync(cancellationToken);
        return new ListPage<RepositoryRow>(shown, total, number);
    }

    /// <summary>Open pull requests, newest first.</summary>
    public async Task<ListPage<PullRequestRow>> PullRequestsAsync(
        Guid installationId,
        string? search,
        int? page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var rows = db
            .PullRequests.AsNoTracking()
            .Where(row => row.Repository.InstallationId == installationId);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = LikePattern.Containing(search);
            rows = rows.Where(row =>
                EF.Functions.Like(row.Title.ToLower(), pattern, "\\")
                || EF.Functions.Like(row.Author.ToLower(), pattern, "\\")
                || EF.Functions.Like(row.Repository.FullName.ToLower(), pattern, "\\")
            );
        }

        var total = await rows.CountAsync(cancellationToken);
        var number = Ui.Pager.Clamp(page, PageSize, total);
        var shown = await rows.OrderByDescending(row => row.OpenedAt)
            .ThenByDescending(row => row.Number)
            .Skip((number - 1) * PageSize)
            .Take(PageSize)
            .Select(row => new PullRequestRow(
                row.Id,
                row.Repository.FullName,
                row.Number,
                row.Title,
                row.Author,
                row.HeadBranch,
                row.BaseBranch,
                row.Draft,
                row.OpenedAt
            ))
            .ToListAsync(cancellationToken);
        return new ListPage<PullRequestRow>(shown, total, number);
    }
}
