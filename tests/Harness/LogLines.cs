namespace Portal.Tests.Harness;

/// <summary>The lines that a process has printed so far, and a way to wait for one that it has not printed yet.</summary>
public sealed class LogLines
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<Waiter> _waiters = [];
    private int _runStart;
    private bool _ended;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Waits for a line that contains <paramref name="text"/>, among those since the process last started.</summary>
    public async Task<string> WaitForAsync(string text, TimeSpan timeout)
    {
        var waiter = new Waiter(text, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            var found = _lines
                .Skip(_runStart)
                .FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
            if (found is not null)
            {
                return found;
            }

            if (_ended)
            {
                throw Missing(text, "before it ended");
            }

            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.Task.WaitAsync(timeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw Missing(text, $"within {timeout.TotalSeconds:0} s");
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, All);

    internal void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            foreach (
                var waiter in _waiters
                    .Where(waiter => line.Contains(waiter.Text, StringComparison.Ordinal))
                    .ToList()
            )
            {
                _waiters.Remove(waiter);
                waiter.Found.TrySetResult(line);
            }
        }
    }

    internal void BeginRun()
    {
        lock (_lock)
        {
            _runStart = _lines.Count;
            _ended = false;
        }
    }

    internal void EndRun()
    {
        lock (_lock)
        {
            _ended = true;
            _waiters.ForEach(waiter =>
                waiter.Found.TrySetException(Missing(waiter.Text, "before it ended"))
            );
            _waiters.Clear();
        }
    }

    private InvalidOperationException Missing(string text, string when) =>
        new($"The portal did not print \"{text}\" {when}. It printed:{Environment.NewLine}{this}");

    private sealed record Waiter(string Text, TaskCompletionSource<string> Found);
}
