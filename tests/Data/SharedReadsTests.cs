using System.Collections.Concurrent;
using Portal.Data;

namespace Portal.Tests.Data;

/// <summary>Open pages that ask for the same at the same time read it once.</summary>
public sealed class SharedReadsTests
{
    private readonly ConcurrentQueue<string> _begun = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = [];
    private readonly SharedReads<string, string> _reads;

    public SharedReadsTests() =>
        _reads = new SharedReads<string, string>(async asked =>
        {
            _begun.Enqueue(asked);
            var number = _begun.Count(one => one == asked);
            await Gate(asked).Task.WaitAsync(Stop);
            return $"{asked} {number}";
        });

    [Fact]
    public async Task Who_asks_while_one_is_read_shares_the_next()
    {
        var first = _reads.ReadAsync("a");
        await BegunAsync(1);

        var others = Enumerable.Range(0, 20).Select(_ => _reads.ReadAsync("a")).ToList();
        Gate("a").SetResult();

        Assert.Equal("a 1", await first.WaitAsync(Stop));
        Assert.All(await Task.WhenAll(others).WaitAsync(Stop), read => Assert.Equal("a 2", read));
        Assert.Equal(2, _begun.Count);
    }

    [Fact]
    public async Task Another_thing_does_not_wait_for_it()
    {
        var slow = _reads.ReadAsync("slow");
        await BegunAsync(1);

        Gate("quick").SetResult();

        Assert.Equal("quick 1", await _reads.ReadAsync("quick").WaitAsync(Stop));
        Assert.False(slow.IsCompleted);
        Gate("slow").SetResult();
        await slow;
    }

    [Fact]
    public async Task What_failed_is_over_and_the_next_is_read()
    {
        var fails = true;
        var reads = new SharedReads<int, string>(_ =>
            fails ? throw new TimeoutException("locked") : Task.FromResult("fine")
        );
        await Assert.ThrowsAsync<TimeoutException>(() => reads.ReadAsync(1));

        fails = false;

        Assert.Equal("fine", await reads.ReadAsync(1));
    }

    private TaskCompletionSource Gate(string asked) =>
        _gates.GetOrAdd(
            asked,
            _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );

    private Task<int> BegunAsync(int count) =>
        Harness.Until.SeenAsync(() => Task.FromResult(_begun.Count), begun => begun == count);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
