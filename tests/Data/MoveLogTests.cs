using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Data;

/// <summary>SQLite's log while much is written without a pause.</summary>
public sealed class MoveLogTests
{
    private const int Bytes = 16 * 1024;
    private const long MiB = 1024 * 1024;

    private const string Insert =
        """INSERT INTO "AuditEntries" ("At", "Actor", "Action", "Subject", "Count") VALUES (0, 'log', 'written', 'one', 1)""";

    [Fact]
    public async Task The_log_begins_anew_however_much_is_written_without_a_pause()
    {
        await using var portal = await QuietPortal.StartAsync();
        const int Writes = 12_000;

        // Nearly two hundred MiB.
        var longest = await WriteAsync(portal, Writes);

        Assert.InRange(longest, 1, 96 * MiB);
        await using var db = await portal.Doors.OpenAsync();
        Assert.Equal(
            Writes,
            await db.AuditEntries.CountAsync(
                entry => entry.Actor == "log",
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task The_log_begins_anew_soon_after_nobody_reads_an_older_state()
    {
        await using var portal = await QuietPortal.StartAsync();
        await using var reader = await portal.Doors.OpenAsync();
        await reader.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        using var writer = new SqliteConnection(reader.Database.GetConnectionString());
        writer.Open();
        Execute(writer, "PRAGMA wal_autocheckpoint = 0");
        using var log = new MoveLog(writer);
        var older = ((SqliteConnection)reader.Database.GetDbConnection()).BeginTransaction(
            deferred: true
        );
        await reader.Database.UseTransactionAsync(older, TestContext.Current.CancellationToken);
        await reader.Hosts.AnyAsync(TestContext.Current.CancellationToken);
        Execute(writer, Insert);
        // So much that it is moved before the answer, as far as it can be.
        log.Committed(1, 64 * MiB);
        Execute(writer, Insert);
        var (first, last) = (Times(portal), Times(portal));

        await older.DisposeAsync();
        log.Committed(1, 4 * MiB);
        var started = Stopwatch.StartNew();
        while (last == first && started.Elapsed < TimeSpan.FromSeconds(20))
        {
            log.Committed(0, 0);
            Execute(writer, Insert);
            last = Times(portal);
        }

        Assert.Equal(first + 1, last);
    }

    /// <summary>How often the log began anew: https://www.sqlite.org/walformat.html#the_wal_file_format</summary>
    private static uint Times(QuietPortal portal)
    {
        using var log = new FileStream(
            Path.Combine(portal.Folder, $"{Sqlite.FileName}-wal"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        var header = new byte[32];
        log.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>How long the log was at the longest.</summary>
    private static async Task<long> WriteAsync(QuietPortal portal, int writes)
    {
        var commits = portal.Doors.Get<GroupCommit>();
        var text = new string('x', Bytes);
        var log = new FileInfo(Path.Combine(portal.Folder, $"{Sqlite.FileName}-wal"));
        var longest = 0L;
        foreach (var burst in Enumerable.Range(0, writes).Chunk(64))
        {
            await Task.WhenAll(burst.Select(number => WriteAsync(commits, $"{number}", text)));
            log.Refresh();
            longest = Math.Max(longest, log.Length);
        }

        return longest;
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
