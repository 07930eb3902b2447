namespace Portal.Data;

/// <summary>
/// Writes down what happened to a host, an app or a connection, for its page. Changes of state write themselves down:
/// <see cref="StateTimeline"/>.
/// </summary>
public sealed class Timeline(TimeProvider time)
{
    /// <summary>Adds an entry to <paramref name="db"/>; it is stored when the caller saves.</summary>
    /// <param name="text">A sentence; never with a secret in it.</param>
    public void Add(PortalDb db, Guid subject, string text) =>
        db.Timeline.Add(
            new TimelineEntry
            {
                SubjectId = subject,
                At = time.GetUtcNow(),
                Text = text,
            }
        );
}
