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

    /// <summary>So few pages are left to the writer.</summary>
    private const long Few = 200;

    /// <summary>What comes while the log is moved is less each time, if not for ever.</summary>
    private const int MostTurns = 5;

    /// <summary>What a small write changes beside what it writes: about a page.</summary>
    private const int Page = 4096;

    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _mover;
    private readonly AutoResetEvent _bell = new(false);
    private readonly Thread _thread;
    private volatile bool _ended;
    private volatile bool _moved;
    private bool _moving;
    private long _logged;

    public MoveLog(SqliteConnection writer)
    {
        _writer = writer;
        _mover = new SqliteConnection(writer.ConnectionString);
        _thread = new Thread(Work) { IsBackground = true, Name = "move log" };
        _thread.Start();
    }

    /// <summary>After a commit, on the writer's thread.</summary>
    /// <param name="writes">How many small writes it held.</param>
    /// <param name="bytes">How much they wrote besides.</param>
    public void Committed(int writes, long bytes)
    {
        var written = (long)writes * Page + bytes;
        _logged += written;
        if (_moved)
        {
            // Little is left to be moved: when all is, the log begins anew with the next write.
            _ = TryMove(_writer);
            (_moved, _moving, _logged) = (false, false, 0);
        }
        else if (_logged >= Enough && !_moving)
        {
            _moving = true;
            _bell.Set();
        }
    }

    public void Dispose()
    {
        _ended = true;
        _bell.Set();
        _thread.Join();
        _bell.Dispose();
        _mover.Dispose();
    }

    private void Work()
    {
        while (_bell.WaitOne() && !_ended)
        {
            var known = 0L;
            for (var turn = 0; turn < MostTurns; turn++)
            {
                var all = TryMove(_mover);
                if (all is null || all - known <= Few)
                {
                    break;
                }

                known = all.Value;
            }

            _moved = true;
        }
    }

    /// <summary>
    /// Moves as much as nobody reads an older state of, and waits for nobody. How many pages the log has; null where it could not be
    /// moved: nothing is lost then, and where the disk is full, whoever writes is told.
    /// </summary>
    private static long? TryMove(SqliteConnection connection)
    {
        try
        {
            if (connection.State != ConnectionState.Open)
            {
                connection.Open();
            }

            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            using var reader = command.ExecuteReader();
            return reader.Read() ? reader.GetInt64(1) : null;
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}
