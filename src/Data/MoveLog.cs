using System.Data;
using Microsoft.Data.Sqlite;

namespace Portal.Data;

/// <summary>
/// Moves SQLite's write-ahead log into the database beside the connection that writes many small rows, which would otherwise stand
/// still for it: the larger part on a thread of its own, and what came meanwhile between two transactions, so that the log begins
/// anew and does not grow for ever. https://www.sqlite.org/wal.html#ckpt
/// </summary>
internal sealed class MoveLog : IDisposable
{
    /// <summary>About what a log holds when it is moved.</summary>
    private const long Enough = 32 * 1024 * 1024;

    /// <summary>Whoever writes waits here for a disk that does not keep up.</summary>
    private const long Most = 2 * Enough;

    /// <summary>After so much more, where somebody read an older state just when the log was to begin anew.</summary>
    private const long Soon = 4 * 1024 * 1024;

    /// <summary>So few pages are left to the writer.</summary>
    private const long Few = 200;

    /// <summary>What comes while the log is moved is less each time, if not for ever.</summary>
    private const int MostTurns = 5;

    /// <summary>What a small write changes beside what it writes: about a page.</summary>
    private const int Page = 4096;

    // One thread at a time: the mover's while it moves, the writer's otherwise.
    private readonly SqliteConnection _mover;
    private readonly AutoResetEvent _bell = new(false);
    private readonly ManualResetEventSlim _moved = new(false);
    private readonly Thread _thread;
    private volatile bool _ended;
    private bool _moving;
    private long _logged;

    public MoveLog(SqliteConnection writer)
    {
        _mover = new SqliteConnection(writer.ConnectionString);
        _thread = new Thread(Work) { IsBackground = true, Name = "move log" };
        _thread.Start();
    }

    /// <summary>After a commit, on the writer's thread.</summary>
    /// <param name="writes">How many small writes it held.</param>
    /// <param name="bytes">How much they wrote besides.</param>
    public void Committed(int writes, long bytes)
    {
        _logged += (long)writes * Page + bytes;
        if (!_moving && _logged >= Enough)
        {
            _moving = true;
            _moved.Reset();
            _bell.Set();
        }

        if (_moving && _logged >= Most)
        {
            _moved.Wait();
        }

        if (_moving && _moved.IsSet)
        {
            // Little is left to be moved.
            _logged = Move("RESTART").Whole ? 0 : Enough - Soon;
            _moving = false;
        }
    }

    public void Dispose()
    {
        _ended = true;
        _bell.Set();
        _thread.Join();
        _bell.Dispose();
        _moved.Dispose();
        _mover.Dispose();
    }

    private void Work()
    {
        while (_bell.WaitOne() && !_ended)
        {
            var known = 0L;
            for (var turn = 0; turn < MostTurns; turn++)
            {
                var logged = Move("PASSIVE").Pages;
                if (logged - known <= Few)
                {
                    break;
                }

                known = logged;
            }

            _moved.Set();
        }
    }

    /// <summary>
    /// Moves as much as nobody reads an older state of, and waits for nobody. How many pages the log has, and whether all was moved;
    /// nothing is lost where it could not be, and where the disk is full, whoever writes is told.
    /// </summary>
    /// <param name="mode">RESTART is whole only if the next write begins the log anew.</param>
    private (long Pages, bool Whole) Move(string mode)
    {
        try
        {
            if (_mover.State != ConnectionState.Open)
            {
                _mover.Open();
            }

            using var command = _mover.CreateCommand();
            command.CommandText = $"PRAGMA wal_checkpoint({mode})";
            using var reader = command.ExecuteReader();
            reader.Read();
            return (reader.GetInt64(1), reader.GetInt64(0) == 0);
        }
        catch (SqliteException)
        {
            return (0, false);
        }
    }
}
