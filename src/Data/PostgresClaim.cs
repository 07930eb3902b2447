using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Portal.Data;

/// <summary>
/// One portal uses a database. On PostgreSQL, where two could, it holds a lock there while it runs: a second one does not
/// start, and one that lost the lock to another ends. With SQLite it does nothing.
/// </summary>
internal sealed partial class PostgresClaim(
    IOptions<PortalOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<PostgresClaim> log
) : BackgroundService
{
    // Longer than a server takes to notice that a portal is gone; and longer still where that may be this very one.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private NpgsqlConnection? _held;

    /// <summary>Takes the lock; waits a little for a portal that is ending, or was killed.</summary>
    /// <exception cref="InvalidOperationException">Another portal uses the database, or nobody can.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        if (options.Value.UsesPostgres && !await TryAsync(s_patience, cancellationToken))
        {
            throw new InvalidOperationException(
                $"Another portal uses the PostgreSQL database {Name}. End that one, or set Portal:Database to a database of this portal's own."
            );
        }
    }

    public override void Dispose()
    {
        _held?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_held is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(s_look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await IsHeldAsync(stoppingToken))
            {
                continue;
            }

            await _held.DisposeAsync();
            try
            {
                if (!await TryAsync(s_longPatience, stoppingToken))
                {
                    LogTaken(Name);
                    lifetime.StopApplication();
                    return;
                }
            }
            catch (InvalidOperationException failure)
            {
                // Who cannot reach it cannot write either.
                LogUnreachable(failure.Message);
            }
        }
    }

    private string Name => PostgresConnectionString.Name(options.Value.Database!);

    private async Task<bool> TryAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            if (
                await Postgres.ClaimAsync(options.Value.Database!, cancellationToken) is
                { } connection
            )
            {
                _held = connection;
                return true;
            }

            if (time.GetElapsedTime(begun) > patience)
            {
                return false;
            }

            await Task.Delay(s_again, time, cancellationToken);
        }
    }

    private async Task<bool> IsHeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", _held);
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            return false;
        }
    }

    [LoggerMessage(
        LogLevel.Critical,
        "Another portal has taken over the PostgreSQL database {Name}: this one ends."
    )]
    private partial void LogTaken(string name);

    [LoggerMessage(LogLevel.Error, "{Failure}")]
    private partial void LogUnreachable(string failure);
}
