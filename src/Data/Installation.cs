using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>An app installed on an account of its host, as GitHub last described it.</summary>
public sealed class Installation
{
    public required Guid Id { get; init; }
    public required Guid AppId { get; init; }
    public App App { get; init; } = null!;

    /// <summary>GitHub's id of the installation, unique only within the host.</summary>
    public required long GitHubId { get; init; }
    public required string Account { get; set; }

    /// <summary>GitHub's id of the account, which stays when the account is renamed; null where it was never told.</summary>
    public long? AccountGitHubId { get; set; }

    /// <summary>"User" or "Organization", as GitHub says it.</summary>
    public required string AccountType { get; set; }

    /// <summary>"all" or "selected".</summary>
    public required string RepositorySelection { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>The portal suspended the installation to contain it, and so the portal ends that again.</summary>
    public bool SuspendedByPortal { get; set; }

    /// <summary>The path of the installation's settings page on the server.</summary>
    public required string SettingsPath { get; set; }

    /// <summary>What the account's owner has accepted; "permission: level", one a line.</summary>
    public required string Permissions { get; set; }
    public required string Events { get; set; }

    /// <summary>When the list of repositories was last read whole; null before the first time.</summary>
    public DateTimeOffset? SyncedAt { get; set; }

    /// <summary>Set while the list of repositories still has to be read.</summary>
    public bool SyncWanted { get; set; }

    /// <summary>Why the last reading failed, in words; null after a success.</summary>
    public string? SyncProblem { get; set; }
    public List<Repository> Repositories { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Installation>
    {
        public void Configure(EntityTypeBuilder<Installation> builder)
        {
            builder
                .HasIndex(installation => new { installation.AppId, installation.GitHubId })
                .IsUnique();
            // Few wait at any time.
            builder.HasIndex(installation => installation.Id).HasFilter("\"SyncWanted\"");
        }
    }
}
