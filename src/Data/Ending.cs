using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>The steps of a disconnect, in their order. Each is done again from its start after a crash; all may be repeated.</summary>
public enum EndingStepKind
{
    StopIntake,
    RevokeTokens,
    DeleteInstallations,
    DeleteRegistration,
    DestroySecrets,
    CleanDatabase,
}

public enum EndingStepState
{
    Waiting,
    Running,
    Done,

    /// <summary>An administrator went on without it, or there was nothing to do; the detail says which.</summary>
    Skipped,
}

/// <summary>
/// A disconnect and, once finished, its receipt. It copies the words it needs, because the rows that it is about go.
/// </summary>
public sealed class Ending
{
    public required Guid Id { get; init; }
    public required Guid ConnectionId { get; init; }
    public required string ConnectionName { get; init; }
    public required string HostName { get; init; }
    public required string HostUrl { get; init; }
    public string? Account { get; init; }

    /// <summary>Null when no app was created.</summary>
    public string? AppName { get; init; }

    /// <summary>GitHub's id of the app, where it was known.</summary>
    public long? AppGitHubId { get; init; }

    /// <summary>True when no other connection uses the app: the app and its secrets end with this one.</summary>
    public required bool EndsApp { get; init; }

    /// <summary>The page on the server where a person deletes the registration; null when there is none to delete.</summary>
    public string? DeleteAppUrl { get; init; }

    /// <summary>The portal is done with the app, which was entered by hand: its registration is its owner's and stays.</summary>
    public bool LeavesApp => EndsApp && AppName is not null && DeleteAppUrl is null;
    public required string StartedBy { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Waiting for the registration's deletion ends here; the secrets are destroyed then in any case.</summary>
    public required DateTimeOffset WaitUntil { get; init; }

    /// <summary>An administrator chose not to wait for the deletion of the registration.</summary>
    public bool FinishWithoutWaiting { get; set; }

    /// <summary>An administrator chose to forget a host that does not answer.</summary>
    public bool ForgetAnyway { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public List<EndingStep> Steps { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Ending>
    {
        public void Configure(EntityTypeBuilder<Ending> builder)
        {
            builder.HasIndex(ending => ending.FinishedAt);
            builder.HasIndex(ending => ending.ConnectionId).IsUnique();
        }
    }
}

/// <summary>One step of an <see cref="Ending"/>, with what happened.</summary>
public sealed class EndingStep
{
    public required Guid EndingId { get; init; }
    public required EndingStepKind Kind { get; init; }
    public required EndingStepState State { get; set; }

    /// <summary>What was done, seen, or what is waited for; never a secret.</summary>
    public string? Detail { get; set; }

    /// <summary>The step waits because the server failed it, rather than for a person.</summary>
    public bool Unanswered { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EndingStep>
    {
        public void Configure(EntityTypeBuilder<EndingStep> builder)
        {
            builder.HasKey(step => new { step.EndingId, step.Kind });
            builder
                .HasOne<Ending>()
                .WithMany(ending => ending.Steps)
                .HasForeignKey(step => step.EndingId);
        }
    }
}
