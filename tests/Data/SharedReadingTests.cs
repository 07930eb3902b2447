using Portal.Data;

namespace Portal.Tests.Data;

/// <summary>However many look, a change is read once.</summary>
public sealed class SharedReadingTests : IDisposable
{
    private readonly Changes _changes = new(TimeProvider.System);
    private readonly SharedReading<string> _reading;
    private int _readings;

    public SharedReadingTests() =>
        _reading = new SharedReading<string>(
            _ => Task.FromResult($"reading {Interlocked.Increment(ref _readings)}"),
            _changes,
            TimeProvider.System
        );

    public void Dispose() => _reading.Dispose();

    [Fact]
    public async Task A_burst_of_changes_is_told_to_all_by_one_reading()
    {
        var (one, other) = (new TaskCompletionSource<string>(), new TaskCompletionSource<string>());
        using var first = _reading.Listen(value => one.TrySetResult(value));
        using var second = _reading.Listen(value => other.TrySetResult(value));

        for (var change = 0; change < 100; change++)
        {
            _changes.Publish(Guid.NewGuid());
        }

        Assert.Equal("reading 1", await one.Task.WaitAsync(Stop));
        Assert.Equal("reading 1", await other.Task.WaitAsync(Stop));
    }

    [Fact]
    public async Task A_change_during_a_reading_is_told_by_the_next()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var state = "old";
        using var slow = new SharedReading<string>(
            async _ =>
            {
                var seen = state;
                begun.TrySetResult();
                await go.Task;
                return seen;
            },
            _changes,
            TimeProvider.System
        );
        var newest = new TaskCompletionSource();
        using var listening = slow.Listen(value =>
        {
            if (value == "new")
            {
                newest.TrySetResult();
            }
        });
        _changes.Publish(Guid.NewGuid());
        await begun.Task.WaitAsync(Stop);

        state = "new";
        _changes.Publish(Guid.NewGuid());
        go.SetResult();

        await newest.Task.WaitAsync(Stop);
    }

    [Fact]
    public async Task Who_asks_while_a_reading_runs_gets_one_that_began_afterwards_and_shares_it()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var slow = new SharedReading<string>(
            async _ =>
            {
                var number = Interlocked.Increment(ref _readings);
                begun.TrySetResult();
                await go.Task;
                return $"reading {number}";
            },
            _changes,
            TimeProvider.System
        );
        var running = slow.ReadAsync();
        await begun.Task.WaitAsync(Stop);

        var (one, other) = (slow.ReadAsync(), slow.ReadAsync());
        go.SetResult();

        Assert.Equal("reading 1", await running.WaitAsync(Stop));
        Assert.Equal("reading 2", await one.WaitAsync(Stop));
        Assert.Equal("reading 2", await other.WaitAsync(Stop));
    }

    [Fact]
    public async Task While_nobody_looks_nothing_is_read()
    {
        var told = new TaskCompletionSource();
        var listening = _reading.Listen(_ => told.TrySetResult());
        _changes.Publish(Guid.NewGuid());
        await told.Task.WaitAsync(Stop);
        listening.Dispose();
        var before = _readings;

        _changes.Publish(Guid.NewGuid());

        // A reading of its own, which would come after one that the change had begun.
        Assert.Equal($"reading {before + 1}", await _reading.ReadAsync().WaitAsync(Stop));
    }

    [Fact]
    public async Task A_reading_that_fails_is_over_and_the_next_one_counts()
    {
        var fail = true;
        using var flaky = new SharedReading<string>(
            _ => fail ? throw new TimeoutException("locked") : Task.FromResult("fine"),
            _changes,
            TimeProvider.System
        );
        await Assert.ThrowsAsync<TimeoutException>(() => flaky.ReadAsync());

        fail = false;

        Assert.Equal("fine", await flaky.ReadAsync());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
