using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Data;

/// <summary>On PostgreSQL everything means what it means with SQLite.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private const string Waiting =
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted";

    private QuietPortal _portal = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await SharedPostgres.NewDatabaseAsync();
        _portal = await QuietPortal.StartAsync(
            new Dictionary<string, string?> { ["Portal:Database"] = _database }
        );
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task The_migrations_lead_to_the_model()
    {
        await using var db = await _portal.Doors.OpenAsync();

        Assert.IsType<PostgresDb>(db);
        Assert.False(db.Database.HasPendingModelChanges());
        // A second start finds nothing to do.
        await db.MigrateAsync(Stop);
    }

    [Fact]
    public async Task What_a_transaction_read_is_still_so_when_it_writes()
    {
        var id = await AddHostAsync("before");
        await using var first = await _portal.Doors.OpenAsync();
        var transaction = await first.Database.BeginTransactionAsync(Stop);
        var read = await first.Hosts.SingleAsync(row => row.Id == id, Stop);

        // Each way in which others write: one statement, a row that is saved, and what shares a commit.
        var update = Task.Run(
            async () =>
            {
                await using var db = await _portal.Doors.OpenAsync();
                return await db
                    .Hosts.Where(row => row.Id == id && row.Name == "first")
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.Name, row => row.Name + ", second"),
                        Stop
                    );
            },
            Stop
        );
        var delete = Task.Run(
            async () =>
            {
                await using var db = await _portal.Doors.OpenAsync();
                return await db
                    .Hosts.Where(row => row.Id == id && row.Name == "before")
                    .ExecuteDeleteAsync(Stop);
            },
            Stop
        );
        var add = Task.Run(() => AddHostAsync("other"), Stop);
        var count = _portal.Doors.Get<AuditLog>().CountAsync("who", "did", "what", null);
        await Until.SeenAsync(
            () => PostgresCluster.ExecuteAsync(_database, Waiting),
            waiting => waiting is 4L
        );
        read.Name = "first";
        await first.SaveChangesAsync(Stop);
        await transaction.CommitAsync(Stop);

        Assert.Equal(1, await update);
        Assert.Equal(0, await delete);
        await Task.WhenAll(add, count);
        await using var after = await _portal.Doors.OpenAsync();
        Assert.Equal(
            "first, second",
            (await after.Hosts.SingleAsync(row => row.Id == id, Stop)).Name
        );
        Assert.Equal(1, await after.AuditEntries.CountAsync(Stop));
    }

    [Fact]
    public async Task Text_is_compared_and_sorted_byte_by_byte()
    {
        string[] names = ["a", "B", "b", "A", "ä", "_", "a-b", "a/b", "Z"];
        foreach (var name in names)
        {
            await AddHostAsync(name);
        }

        await using var db = await _portal.Doors.OpenAsync();

        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            await db.Hosts.OrderBy(row => row.Name).Select(row => row.Name).ToListAsync(Stop)
        );
        Assert.Equal(
            names.Where(name => string.CompareOrdinal(name, "a") > 0).Order(StringComparer.Ordinal),
            await db
                .Hosts.Where(row => string.Compare(row.Name, "a") > 0)
                .OrderBy(row => row.Name)
                .Select(row => row.Name)
                .ToListAsync(Stop)
        );
    }

    [Fact]
    public async Task Text_that_PostgreSQL_has_not_and_text_of_any_length_are_stored()
    {
        var halves = await AddHostAsync("a\0b \ud83d c \ude00 d 😀");
        var written = "zero \0";
        await _portal.Doors.Get<AuditLog>().CountAsync("who", "did", written, null);
        await _portal.Doors.Get<AuditLog>().CountAsync("who", "did", written, null);
        var text = new string('x', 100_000);
        var long_ = await AddHostAsync(text);

        await using var db = await _portal.Doors.OpenAsync();

        Assert.Equal(
            "a\uFFFDb \uFFFD c \uFFFD d 😀",
            (await db.Hosts.SingleAsync(row => row.Id == halves, Stop)).Name
        );
        Assert.Equal(text, (await db.Hosts.SingleAsync(row => row.Id == long_, Stop)).Name);
        Assert.Equal(
            (2, "zero \uFFFD"),
            await db
                .AuditEntries.Select(row => new ValueTuple<int, string>(row.Count, row.Subject))
                .SingleAsync(Stop)
        );
    }

    [Fact]
    public async Task A_row_that_must_not_be_there_twice_is_refused_and_the_transaction_goes_on()
    {
        await using var db = await _portal.Doors.OpenAsync();
        await using var transaction = await db.Database.BeginTransactionAsync(Stop);
        db.Hosts.Add(NewHost("one", "https://same.example"));
        await db.SaveChangesAsync(Stop);
        db.Hosts.Add(NewHost("two", "https://same.example"));

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Stop));

        db.ChangeTracker.Clear();
        db.Hosts.Add(NewHost("three", "https://other.example"));
        await db.SaveChangesAsync(Stop);
        await transaction.CommitAsync(Stop);
        Assert.Equal(2, await db.Hosts.CountAsync(Stop));
    }

    private async Task<Guid> AddHostAsync(string name)
    {
        await using var db = await _portal.Doors.OpenAsync();
        var host = NewHost(name, $"https://{Guid.NewGuid():N}.example");
        db.Hosts.Add(host);
        await db.SaveChangesAsync(Stop);
        return host.Id;
    }

    private static Host NewHost(string name, string url)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Host
        {
            Id = Guid.NewGuid(),
            Name = name,
            WebUrl = url,
            ApiUrl = $"{url}/api/v3",
            Flavor = HostFlavor.EnterpriseServer,
            State = ResourceState.Available,
            StateSince = now,
            CreatedAt = now,
        };
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
