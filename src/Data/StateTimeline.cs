using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Portal.Data;

/// <summary>
/// Whenever a host's or a connection's state or reason changes, a line of its timeline is stored in the same transaction,
/// whoever changes it. A rewriting without a change leaves no line.
/// </summary>
internal sealed class StateTimeline(TimeProvider time) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(
        DbContextEventData eventData,
        InterceptionResult<int> result
    )
    {
        Write(eventData.Context as PortalDb);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Write(eventData.Context as PortalDb);
        return ValueTask.FromResult(result);
    }

    private void Write(PortalDb? db)
    {
        if (db is null)
        {
            return;
        }

        // Listed before entries are added, which changes what is tracked.
        foreach (var entry in db.ChangeTracker.Entries().ToList())
        {
            switch (entry.Entity)
            {
                case Host host when Changed(entry):
                    Add(db, entry, host.Id, host.State, host.Reason, host.Detail);
                    break;
                case Connection connection when Changed(entry):
                    Add(
                        db,
                        entry,
                        connection.Id,
                        connection.State,
                        connection.Reason,
                        connection.Detail
                    );
                    break;
            }
        }
    }

    private static bool Changed(EntityEntry entry) =>
        entry.State == EntityState.Modified
        && (
            !Equals(
                entry.Property(nameof(Host.State)).OriginalValue,
                entry.Property(nameof(Host.State)).CurrentValue
            )
            || !Equals(
                entry.Property(nameof(Host.Reason)).OriginalValue,
                entry.Property(nameof(Host.Reason)).CurrentValue
            )
        );

    private void Add(
        PortalDb db,
        EntityEntry entry,
        Guid subject,
        ResourceState state,
        Reason? reason,
        string? detail
    )
    {
        var former = (Reason?)entry.Property(nameof(Host.Reason)).OriginalValue;
        db.Timeline.Add(
            new TimelineEntry
            {
                SubjectId = subject,
                At = time.GetUtcNow(),
                State = state,
                Reason = reason,
                Text =
                    reason is { } why ? $"{Words.Capital(Words.Of(why))}. {detail}".TrimEnd()
                    : former is { } over ? $"No longer: {Words.Of(over)}."
                    : "",
            }
        );
    }
}
