using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What a person left for, and so what the return is allowed to do.</summary>
public enum DepartureAction
{
    CreateApp,
    Authorize,
    InstallApp,

    /// <summary>To show whose account it is, for the calendar of contributions of a link.</summary>
    LinkAccount,
}

/// <summary>
/// A browser that left for GitHub and is expected back. The state that travels through the browser is 32 random bytes;
/// only its SHA-256 is stored. It works once, for 60 minutes, for the administrator or the hand-over that left.
/// </summary>
public sealed class Departure
{
    public required byte[] StateHash { get; init; }
    public required DepartureAction Action { get; init; }
    public required Guid ConnectionId { get; init; }
    public Connection Connection { get; init; } = null!;

    /// <summary>The administrator who left; null for a colleague who left with a hand-over link.</summary>
    public required Guid? AdministratorId { get; init; }

    /// <summary>The hand-over link that was used to leave, and that the browser which returns must hold.</summary>
    public Guid? HandOverId { get; init; }
    public HandOver? HandOver { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? ReturnedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Departure>
    {
        public void Configure(EntityTypeBuilder<Departure> builder)
        {
            builder.HasKey(departure => departure.StateHash);
            builder.HasIndex(departure => departure.ExpiresAt);
        }
    }
}
