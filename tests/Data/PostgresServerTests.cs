using Npgsql;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Data;

/// <summary>The PostgreSQL server that refuses, goes away and comes back, and the portal that shares a database with no other.</summary>
public sealed class PostgresServerTests
{
    private const string Claims = "locktype = 'advisory' AND objid = 2 AND granted";

    [Theory]
    [InlineData("Port", "1", "Connection refused")]
    [InlineData("Database", "nowhere", "database \"nowhere\" does not exist")]
    [InlineData("Username", "nobody", "password authentication failed for user \"nobody\"")]
    [InlineData("Username", "", "password authentication failed")]
    public async Task A_server_that_is_not_there_or_refuses_is_named_and_the_password_is_not(
        string part,
        string value,
        string why
    )
    {
        var database = new NpgsqlConnectionStringBuilder(await SharedPostgres.NewDatabaseAsync());
        if (value.Length > 0)
        {
            database[part] = value;
        }
        else
        {
            database.Password += " and more";
        }

        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?>
                {
                    ["Portal:Database"] = database.ConnectionString,
                    ["Logging:LogLevel:Default"] = "Trace",
                },
            }
        );

        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"The portal cannot start. The PostgreSQL database “{database.Database}” on 127.0.0.1:{database.Port} cannot be used: ",
            logs.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(why, logs.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresCluster.Password, logs.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", logs.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_create_no_tables_is_told_so()
    {
        var database = new NpgsqlConnectionStringBuilder(await SharedPostgres.NewDatabaseAsync());
        await PostgresCluster.ExecuteAsync(
            database.ConnectionString,
            $"DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD '{PostgresCluster.Password}'"
        );
        database.Username = "reader";

        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?>
                {
                    ["Portal:Database"] = database.ConnectionString,
                },
            }
        );

        Assert.Equal(1, exitCode);
        Assert.Contains(
            "The portal cannot start. PostgreSQL lets the user of Portal:Database create no tables (permission denied for schema public). Make that user the owner of the database.",
            logs.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_second_portal_on_a_database_does_not_start_and_one_that_was_killed_does_again()
    {
        var settings = await SharedPostgres.SettingsAsync();
        await using var first = await PortalProcess.StartAsync(
            new PortalSettings { Values = settings }
        );

        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings { Values = settings }
        );

        Assert.Equal(1, exitCode);
        Assert.Contains(
            "The portal cannot start. Another portal uses the PostgreSQL database “portal_",
            logs.ToString(),
            StringComparison.Ordinal
        );
        await first.RestartAsync();
        Assert.True(first.IsRunning);
        Assert.False(File.Exists(first.DatabaseFile));
    }

    [Fact]
    public async Task A_portal_whose_database_another_took_over_ends()
    {
        var settings = await SharedPostgres.SettingsAsync();
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings { Values = settings }
        );
        await using var other = new NpgsqlConnection(settings["Portal:Database"]);
        await other.OpenAsync(Stop);

        // Before the portal looks for its lock again.
        await using var command = new NpgsqlCommand(
            $"SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE datname = current_database() AND {Claims}; SELECT pg_advisory_lock(1349678188, 2)",
            other
        );
        await command.ExecuteNonQueryAsync(Stop);

        await portal.WaitForLineAsync("Another portal has taken over the PostgreSQL database");
        await Until.SeenAsync(() => Task.FromResult(portal.IsRunning), runs => !runs);
    }

    [Fact]
    public async Task A_server_that_ends_all_connections_costs_no_delivery()
    {
        var settings = await SharedPostgres.SettingsAsync();
        await using var trip = await Trip.ConnectedAsync(settings, SharedTrip.Organization);
        await new Signed("ping", """{"zen":"before"}""").PostAsync(trip);
        await PostgresCluster.ExecuteAsync(
            settings["Portal:Database"]!,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );
        NpgsqlConnection.ClearAllPools();
        var delivery = new Signed("ping", """{"zen":"after"}""");

        var statuses = new List<int>();
        await Until.SeenAsync(
            async () =>
            {
                statuses.Add(await delivery.PostAsync(trip));
                return statuses[^1];
            },
            status => status == 202
        );

        // 503 asks GitHub to come again.
        Assert.All(statuses, status => Assert.True(status is 202 or 503));
        Assert.Single(await delivery.RowsAsync(trip));
        await delivery.HandledAsync(trip);
        Assert.True(trip.Portal.IsRunning);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
