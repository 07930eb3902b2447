using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Data;

/// <summary>SQLite's log while much is written without a pause.</summary>
public sealed class MoveLogTests
{
    private const int Writes = 12_000;
    private const int Bytes = 16 * 1024;

    [Fact]
    public async Task The_log_begins_anew_however_much_is_written_without_a_pause()
    {
        await using var portal = await QuietPortal.StartAsync();
        var commits = portal.Doors.Get<GroupCommit>();
        var text = new string('x', Bytes);
        var longest = 0L;
        var log = new FileInfo(Path.Combine(portal.Folder, $"{Sqlite.FileName}-wal"));

        foreach (var burst in Enumerable.Range(0, Writes).Chunk(64))
        {
            await Task.WhenAll(burst.Select(number => WriteAsync(commits, $"{number}", text)));
            log.Refresh();
            longest = Math.Max(longest, log.Length);
        }

        // Nearly two hundred MiB were written.
        Assert.InRange(longest, 1, 96 * 1024 * 1024);
        await using var db = await portal.Doors.OpenAsync();
        Assert.Equal(
            Writes,
            await db.AuditEntries.CountAsync(
                entry => entry.Actor == "log",
                TestContext.Current.CancellationToken
            )
        );
    }

    private static Task<int> WriteAsync(GroupCommit commits, string subject, string text) =>
        commits.RunAsync(
            async writes =>
                await writes.Execute(
                    """INSERT INTO "AuditEntries" ("At", "Actor", "Action", "Subject", "Count") VALUES (0, 'log', @p0, @p1, 1)""",
                    text,
                    subject
                ),
            Bytes
        );
}
