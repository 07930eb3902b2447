using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portal.Tests.Harness;

/// <summary>
/// A PostgreSQL server for one run, on a free port, in a folder that goes with it. It sorts by a language's rules, so that what
/// the portal sorts by bytes is seen to be sorted so.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    public const string Password = "PostgresPassword-Of-The-Tests";

    private const string User = "portal";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly Process _server;
    private readonly int _port;
    private int _databases;

    private PostgresCluster(string folder, Process server, int port) =>
        (_folder, _server, _port) = (folder, server, port);

    /// <param name="durable">Whether a commit waits for the disk.</param>
    public static async Task<PostgresCluster> StartAsync(bool durable)
    {
        var folder = Directory.CreateTempSubdirectory("portal-postgres-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password);
        await RunAsync("chmod", "-R", "a+rX", folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", "postgres", folder);
        }

        await RunAsync(
            "setpriv",
            [
                .. Unprivileged,
                Program("initdb"),
                $"--pgdata={folder}/data",
                $"--username={User}",
                $"--pwfile={folder}/password",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=en-US",
                "--no-sync",
            ]
        );
        var port = PortalProcess.FreePort();
        var start = new ProcessStartInfo(
            "sh",
            [
                "-c",
                // When whoever started it ends, however that is, its input ends, and with it the server.
                "\"$@\" >\"$0\" 2>&1 & server=$!; cat; kill -INT $server; wait $server",
                Path.Combine(folder, "log"),
                "setpriv",
                .. Unprivileged,
                Program("postgres"),
                "-D",
                $"{folder}/data",
                .. Options(folder, port, durable).SelectMany(option => new[] { "-c", option }),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        var cluster = new PostgresCluster(folder, Process.Start(start)!, port);
        try
        {
            await cluster.AwaitAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a database; its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"portal_{Interlocked.Increment(ref _databases)}"
        );
        await ExecuteAsync(To("postgres"), $"CREATE DATABASE {name}");
        return To(name);
    }

    /// <summary>Runs a statement on a connection of its own; the first value that it returns.</summary>
    public static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The server's processes: it itself, and one for each connection.</summary>
    public IEnumerable<int> ProcessIds()
    {
        var server = File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First();
        return Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name == server || ParentOf(name!) == server)
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _server.StandardInput.Close();
        using var patience = new CancellationTokenSource(s_patience);
        await _server.WaitForExitAsync(patience.Token);
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // PostgreSQL refuses to run as root.
    private static string[] Unprivileged =>
        Environment.IsPrivilegedProcess
            ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
            : [];

    private static IEnumerable<string> Options(string folder, int port, bool durable)
    {
        yield return $"port={port}";
        yield return "listen_addresses=127.0.0.1";
        yield return $"unix_socket_directories={folder}/data";
        yield return "max_connections=400";
        if (!durable)
        {
            yield return "fsync=off";
            yield return "full_page_writes=off";
        }
    }

    private static string Program(string name) =>
        new DirectoryInfo("/usr/lib/postgresql") is { Exists: true } versions
            ? versions
                .GetDirectories()
                .OrderByDescending(version => int.Parse(version.Name, CultureInfo.InvariantCulture))
                .Select(version => Path.Combine(version.FullName, "bin", name))
                .First(File.Exists)
            : throw new InvalidOperationException(
                "There is no PostgreSQL in /usr/lib/postgresql: install Debian's package postgresql, or run ./portal test once."
            );

    private static string? ParentOf(string process)
    {
        try
        {
            return char.IsAsciiDigit(process[0])
                ? File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ')[1]
                : null;
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (said, complained) = (
            process.StandardOutput.ReadToEndAsync(),
            process.StandardError.ReadToEndAsync()
        );
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} failed. {await said} {await complained}"
            );
        }
    }

    private string To(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username={User};Password={Password};Connection Idle Lifetime=10;Connection Pruning Interval=5";

    private async Task AwaitAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync(To("postgres"), "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(begun) < s_patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
