using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Data;

/// <summary>Writes that come at the same time share a transaction, and none suffers from another.</summary>
public abstract class GroupCommitTests : IAsyncLifetime
{
    private const string Add = """
        INSERT INTO "AuditEntries" ("At", "Actor", "Action", "Subject", "Count") VALUES (0, @p0, 'a', 's', 1)
        """;

    private static readonly Insertion s_row = new(
        "AuditEntries",
        [("Id", ColumnKind.Number), ("Actor", ColumnKind.Text)],
        [("At", "0"), ("Action", "'a'"), ("Subject", "'s'"), ("Count", "1")]
    );

    private QuietPortal _portal = null!;

    private GroupCommit Commits => _portal.Doors.Get<GroupCommit>();

    public async ValueTask InitializeAsync() =>
        _portal = await QuietPortal.StartAsync(await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Fact]
    public async Task What_waits_for_one_commit_shares_the_next()
    {
        var batches = new List<WriteBatch>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        var slow = Commits.RunAsync(async writes =>
        {
            first.SetResult();
            goOn.Wait(Stop);
            return await writes.Execute(Add, "slow");
        });
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Stop);

        var others = Enumerable
            .Range(0, 200)
            .Select(number => Commits.RunAsync(writes => NoteAsync(writes, $"{number}")))
            .ToList();
        goOn.Set();
        await slow;
        await Task.WhenAll(others);

        Assert.Single(batches.Distinct());
        Assert.Equal(201, await CountAsync());

        async Task<int> NoteAsync(WriteBatch writes, string actor)
        {
            batches.Add(writes);
            return await writes.Execute(Add, actor);
        }
    }

    [Fact]
    public async Task A_write_that_fails_takes_none_with_it()
    {
        var writes = Enumerable
            .Range(0, 50)
            .Select(number =>
                Commits.RunAsync(async batch =>
                    // What must not be null is null: the database refuses it, in the midst of the others.
                    await batch.Execute(Add, number % 10 == 3 ? null : $"{number}")
                )
            )
            .ToList();

        Task all = Task.WhenAll(writes);
        await Assert.ThrowsAnyAsync<DbException>(() => all);

        Assert.Equal(5, writes.Count(write => write.IsFaulted));
        Assert.All(
            writes.Where(write => write.IsFaulted),
            write => Assert.IsAssignableFrom<DbException>(write.Exception!.InnerException)
        );
        Assert.Equal(45, await CountAsync());
    }

    [Fact]
    public async Task A_write_whose_demand_is_not_met_does_nothing_and_takes_none_with_it()
    {
        const string IsThere = """SELECT 1 FROM "AuditEntries" WHERE "Actor" = @p0""";
        await Commits.RunAsync(async batch => await batch.Execute(Add, "there"));

        var writes = Enumerable
            .Range(0, 50)
            .Select(number => Commits.RunAsync(batch => WriteAsync(batch, number)))
            .ToList();

        Task all = Task.WhenAll(writes);
        await Assert.ThrowsAsync<UnmetDemandException>(() => all);

        Assert.Equal(
            Enumerable.Range(0, 50).Where(number => number % 10 == 3),
            writes.Index().Where(write => write.Item.IsFaulted).Select(write => write.Index)
        );
        Assert.Equal(1 + 45, await CountAsync());

        // Awaits nothing, so that its rows travel with the demand.
        static Task<int> WriteAsync(WriteBatch batch, int number)
        {
            var who = number % 10 == 3 ? "absent" : "there";
            _ = batch.Once(who, () => batch.Demand(IsThere, who));
            batch.Insert(s_row, batch.NextId("AuditEntries"), $"{number}");
            return Task.FromResult(number);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("Grüße, 世界 😀")]
    [InlineData("'); DROP TABLE \"AuditEntries\"; --")]
    public async Task Text_is_read_as_it_was_written(string text)
    {
        var texts = new[] { text, string.Concat(Enumerable.Repeat(text, 1000)) };

        foreach (var one in texts)
        {
            await Commits.RunAsync(async batch => await batch.Execute(Add, one));
        }

        await using var db = await _portal.Doors.OpenAsync();
        Assert.Equal(
            texts,
            await db.AuditEntries.OrderBy(row => row.Id).Select(row => row.Actor).ToListAsync(Stop)
        );
    }

    [Fact]
    public async Task Values_go_by_their_numbers_wherever_the_statement_names_them()
    {
        const string Name =
            """UPDATE "AuditEntries" SET "Subject" = @p2, "Action" = @p1 WHERE "Actor" = @p0""";
        await Commits.RunAsync(async batch => await batch.Execute(Add, "who"));

        Assert.Equal(
            1,
            await Commits.RunAsync(async batch => await batch.Execute(Name, "who", "did", "what"))
        );

        await using var db = await _portal.Doors.OpenAsync();
        var row = await db.AuditEntries.SingleAsync(Stop);
        Assert.Equal(("who", "did", "what"), (row.Actor, row.Action, row.Subject));
    }

    [Fact]
    public async Task Ids_go_on_where_the_last_row_had_its_own()
    {
        var ids = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            await Commits.RunAsync(batch => InsertAsync(batch));
            await using var db = await _portal.Doors.OpenAsync();
            // Somebody else's row takes one as well.
            db.AuditEntries.Add(
                new AuditEntry
                {
                    At = TimeProvider.System.GetUtcNow(),
                    Actor = "other",
                    Action = "a",
                    Subject = "s",
                }
            );
            await db.SaveChangesAsync(Stop);
        }

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(6, await CountAsync());

        Task<int> InsertAsync(WriteBatch batch)
        {
            ids.Add(batch.NextId("AuditEntries"));
            batch.Insert(s_row, ids[^1], "mine");
            return Task.FromResult(0);
        }
    }

    [Fact]
    public async Task What_others_write_is_waited_for()
    {
        await using var db = await _portal.Doors.OpenAsync();
        await using var transaction = await db.Database.BeginTransactionAsync(Stop);
        db.AuditEntries.Add(
            new AuditEntry
            {
                At = TimeProvider.System.GetUtcNow(),
                Actor = "other",
                Action = "a",
                Subject = "s",
            }
        );
        await db.SaveChangesAsync(Stop);
        var write = Commits.RunAsync(async batch => await batch.Execute(Add, "mine"));
        Assert.False(write.IsCompleted);

        await transaction.CommitAsync(Stop);

        Assert.Equal(1, await write);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task What_was_asked_for_is_written_before_the_portal_ends()
    {
        var folder = Directory.CreateTempSubdirectory("portal-quiet-").FullName;
        var doors = Doors.To(folder, QuietPortal.Url, await SettingsAsync());
        await using (var db = await doors.OpenAsync())
        {
            await db.MigrateAsync(Stop);
        }

        var writes = Enumerable
            .Range(0, 300)
            .Select(number =>
                doors
                    .Get<GroupCommit>()
                    .RunAsync(async batch => await batch.Execute(Add, $"{number}"))
            )
            .ToList();
        await doors.DisposeAsync();

        await Task.WhenAll(writes);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_counts_the_same_at_the_same_time_raises_one_count()
    {
        var audit = _portal.Doors.Get<AuditLog>();

        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(number => audit.CountAsync("who", "did", $"{number % 2}", null))
        );

        await using var db = await _portal.Doors.OpenAsync();
        var rows = await db.AuditEntries.AsNoTracking().ToListAsync(Stop);
        // Two rows, or four when a minute ended on the way.
        Assert.Equal(100, rows.Sum(row => row.Count));
        Assert.True(rows.Count is 2 or 4 && rows.TrueForAll(row => row.Count > 0));
    }

    [Fact]
    public async Task A_write_that_waits_for_another_thing_than_its_batch_fails_alone()
    {
        var never = new TaskCompletionSource<int>();
        var bad = Commits.RunAsync(_ => never.Task);
        var good = Commits.RunAsync(async batch => await batch.Execute(Add, "good"));

        Assert.Equal(1, await good);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal(1, await CountAsync());
    }

    private async Task<int> CountAsync()
    {
        await using var db = await _portal.Doors.OpenAsync();
        return await db.AuditEntries.CountAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class GroupCommitOnSqliteTests : GroupCommitTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());
}

public sealed class GroupCommitOnPostgresTests : GroupCommitTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();
}
