using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>
/// Runs small writes that come at the same time in one transaction: what a write costs is the wait for the disk, and so one
/// wait serves them all. When a call returns, its write is as durable as any.
/// </summary>
/// <remarks>
/// The writes run on a thread of their own, each up to its first statement that has to be waited for, and on from there
/// when the replies are there. A write that throws takes none with it: the transaction is rolled back and each runs again by
/// itself, so that a write must do nothing but write, and await nothing but what the batch gives it.
/// </remarks>
public sealed class GroupCommit(IDbContextFactory<PortalDb> dbs) : IDisposable
{
    private const int MaxWrites = 256;
    private const long MaxBytes = 32 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly Queue<Pending> _queue = [];
    private bool _ended;
    private Thread? _thread;
    private BatchWriter? _writer;

    /// <summary>Returns when what <paramref name="write"/> did is committed.</summary>
    /// <param name="write">May be run a second time, after the first was rolled back.</param>
    /// <param name="bytes">About how much it writes: a transaction holds 32 MiB, or the one write that is larger.</param>
    /// <exception cref="System.Data.Common.DbException">It could not be written, for instance because the disk is full.</exception>
    public Task<T> RunAsync<T>(Func<WriteBatch, Task<T>> write, int bytes = 0)
    {
        var pending = new Pending<T>(write, bytes);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            Start();
            _queue.Enqueue(pending);
            Monitor.Pulse(_gate);
        }

        return pending.Task;
    }

    /// <summary>Ends when all that was asked for is written.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
        Close();
    }

    private void Start()
    {
        if (_thread is null)
        {
            // Now and not on the thread: the portal may end before that gets to it.
            _writer = Open();
            _thread = new Thread(Work) { IsBackground = true, Name = "group commit" };
            _thread.Start();
        }
    }

    private BatchWriter Open()
    {
        var db = dbs.CreateDbContext();
        try
        {
            db.Database.OpenConnection();
            return db.OpenWriter();
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private void Work()
    {
        var batch = new List<Pending>(MaxWrites);
        while (Take(batch))
        {
            if (!Commit(batch) && batch.Count > 1)
            {
                foreach (var alone in batch)
                {
                    Commit([alone]);
                }
            }

            batch.Clear();
        }
    }

    /// <summary>Waits for writes; false when none will come any more.</summary>
    private bool Take(List<Pending> batch)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }

            var bytes = 0L;
            while (
                batch.Count < MaxWrites && bytes < MaxBytes && _queue.TryDequeue(out var pending)
            )
            {
                bytes += pending.Bytes;
                batch.Add(pending);
            }
        }

        return batch.Count > 0;
    }

    /// <summary>False when one of several writes threw: nothing of the batch is written then, and nobody was told yet.</summary>
    private bool Commit(List<Pending> batch)
    {
        WriteBatch? writes = null;
        try
        {
            _writer ??= Open();
            using var begun = _writer.Begin();
            writes = begun;
            batch.ForEach(pending => pending.Begin(begun));
            while (batch.Exists(pending => !pending.IsWritten) && begun.Send()) { }

            batch.ForEach(pending => pending.End());
            begun.Commit();
        }
        catch (Exception failure)
        {
            // Where the server is gone, each by itself would only wait for it as well.
            var apart =
                batch.Count > 1 && writes is { IsEnding: false } && _writer is { IsOpen: true };
            Close();
            if (!apart)
            {
                batch.ForEach(pending => pending.Fail(failure));
            }

            return !apart;
        }

        batch.ForEach(pending => pending.Succeed());
        _writer.Committed(batch.Count, batch.Sum(pending => (long)pending.Bytes));
        return true;
    }

    private abstract class Pending(int bytes)
    {
        public int Bytes { get; } = bytes;

        /// <summary>It waits for no reply any more.</summary>
        public abstract bool IsWritten { get; }

        public abstract void Begin(WriteBatch batch);

        /// <summary>Throws when it failed.</summary>
        public abstract void End();

        public abstract void Succeed();

        public abstract void Fail(Exception failure);
    }

    private sealed class Pending<T>(Func<WriteBatch, Task<T>> write, int bytes) : Pending(bytes)
    {
        private readonly TaskCompletionSource<T> _done = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private Task<T>? _written;

        public Task<T> Task => _done.Task;

        public override bool IsWritten => _written is { IsCompleted: true };

        public override void Begin(WriteBatch batch)
        {
            _written = write(batch);
            if (_written.IsFaulted)
            {
                End();
            }
        }

        public override void End() => _ = Result;

        public override void Succeed() => _done.SetResult(Result);

        public override void Fail(Exception failure) => _done.SetException(failure);

        private T Result =>
            IsWritten
                ? _written!.GetAwaiter().GetResult()
                : throw new InvalidOperationException(
                    "A write awaits something that is not of its batch."
                );
    }
}
