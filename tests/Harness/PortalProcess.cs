using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Portal.Tests.Harness;

/// <summary>
/// The real portal in a process of its own, on a free port of this machine, that a test may kill and start again on the
/// same data.
/// </summary>
public sealed class PortalProcess : IAsyncDisposable
{
    public const string AdministratorEmail = "admin@example.com";
    public const string AdministratorPassword = "correct horse battery staple 1";

    private const int PortAttempts = 3;
    private const int MostLogLines = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly PortalSettings _settings;
    private readonly Dictionary<string, string?> _values;
    private readonly bool _ownsData;
    private Process? _process;
    private Gateway? _wayIn;
    private int _port;

    private PortalProcess(PortalSettings settings)
    {
        _settings = settings;
        _values = new Dictionary<string, string?>(settings.Values, StringComparer.Ordinal);
        _ownsData = settings.DataDirectory is null;
        DataDirectory =
            settings.DataDirectory ?? Directory.CreateTempSubdirectory("portal-test-").FullName;
        _port = FreePort();
    }

    /// <summary>
    /// What is put into an empty data folder before a portal starts in it, and whether the key ring's certificate is to be there;
    /// nothing unless somebody says so. The tests in a browser know nothing of the portal's code, and see first starts.
    /// </summary>
    public static Func<string, bool, Task> Prepare { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The public address, with a slash at its end.</summary>
    public Uri Url => new($"{Origin}{_settings.SubPath}/");

    public string DataDirectory { get; }

    public string DatabaseFile => Path.Combine(DataDirectory, "portal.db");

    /// <summary>The connection string of its PostgreSQL database; null for SQLite.</summary>
    public string? Database => _values.GetValueOrDefault("Portal:Database");

    /// <summary>What it printed, on both outputs, over all its runs.</summary>
    public LogLines Logs { get; } = new();

    public bool IsRunning => _process is { HasExited: false };

    public int ProcessId =>
        _process?.Id ?? throw new InvalidOperationException("The portal is not running.");

    private string Origin =>
        $"{(_settings.Certificate is null ? "http" : "https")}://{_settings.Name}:{_port}";

    /// <summary>Starts a portal and waits until it is ready.</summary>
    public static async Task<PortalProcess> StartAsync(PortalSettings? settings = null)
    {
        var portal = new PortalProcess(settings ?? new PortalSettings());
        try
        {
            await portal.PrepareDataAsync();
            await portal.RunUntilReadyAsync();
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a portal that is expected to refuse to start, and returns its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, LogLines Logs)> RunUntilExitAsync(
        PortalSettings settings
    )
    {
        await using var portal = new PortalProcess(settings);
        var process = portal.Run();
        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, portal.Logs);
    }

    public Task<string> WaitForLineAsync(string text) => Logs.WaitForAsync(text, s_patience);

    /// <summary>Waits until the portal has stopped at the point that PORTAL_PAUSE_AT names.</summary>
    public Task WaitUntilPausedAsync(string point) => WaitForLineAsync($"Paused at {point}");

    /// <summary>Ends it as a power cut would: SIGKILL, no goodbye.</summary>
    public async Task Kill9Async()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Asks it to end (SIGTERM), waits until it has, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("The portal is not running.");
        using (var signal = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]))
        {
            await signal.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token);
        var exitCode = process.ExitCode;
        process.Dispose();
        _process = null;
        return exitCode;
    }

    /// <summary>
    /// Kills it if it still runs, and starts it again: same port, same data, same settings but for
    /// <paramref name="changes"/>, in which null takes a setting away.
    /// </summary>
    public async Task RestartAsync(IReadOnlyDictionary<string, string?>? changes = null)
    {
        await Kill9Async();
        foreach (var (name, value) in changes ?? new Dictionary<string, string?>())
        {
            _values[name] = value;
        }

        await Readiness.WaitAsync(Run(), Url, Logs, s_patience);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill9Async();
        _wayIn?.Dispose();
        // Shown with a test that fails.
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"The portal at {Url} printed:\n{string.Join('\n', Logs.All.TakeLast(MostLogLines))}"
        );
        if (_ownsData)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task PrepareDataAsync() =>
        _ownsData && Database is null && _settings is { FromNothing: false, Dll: null }
            ? Prepare(
                DataDirectory,
                !_values.Keys.Any(name =>
                    name.StartsWith("DataProtection:", StringComparison.Ordinal)
                )
            )
            : Task.CompletedTask;

    // Somebody else may take the port between the look and the start.
    private async Task RunUntilReadyAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Readiness.WaitAsync(Run(), Url, Logs, s_patience);
                return;
            }
            catch (InvalidOperationException)
                when (attempt < PortAttempts
                    && !IsRunning
                    && Logs.All.Any(line =>
                        line.Contains("address already in use", StringComparison.OrdinalIgnoreCase)
                    )
                )
            {
                _port = FreePort();
            }
        }
    }

    private Process Run()
    {
        var dll = _settings.Dll ?? Checkout.PortalDll;
        if (_settings.Network is { } network)
        {
            _wayIn?.Dispose();
            _wayIn = new Gateway(new Uri($"http://{network.Inside}:{_port}"), port: _port);
        }

        var start = new ProcessStartInfo(
            _settings.Network is null ? "dotnet" : "ip",
            _settings.Network is { } inside ? ["netns", "exec", inside.Name, "dotnet", dll] : [dll]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = DataDirectory,
        };
        SetEnvironment(start.Environment);
        Logs.BeginRun();
        var process = new Process { StartInfo = start };
        var open = 2;
        process.OutputDataReceived += (_, line) => Print(line.Data);
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        return process;

        void Print(string? line)
        {
            if (line is not null)
            {
                Logs.Add(line);
            }
            else if (Interlocked.Decrement(ref open) == 0)
            {
                Logs.EndRun();
            }
        }
    }

    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        // What is set on the developer's machine must not change what a test sees.
        foreach (
            var name in environment
                .Keys.Where(name =>
                    name.StartsWith("Portal_", StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
                )
                .ToList()
        )
        {
            environment.Remove(name);
        }

        environment["ASPNETCORE_URLS"] = _settings.Network is null
            ? Origin
            : $"{new Uri(Origin).Scheme}://0.0.0.0:{_port}";
        environment["Portal__PublicUrl"] = Origin + _settings.SubPath;
        environment["Portal__Data"] = DataDirectory;
        environment["PORTAL_ADMIN_EMAIL"] = AdministratorEmail;
        environment["PORTAL_ADMIN_PASSWORD"] = AdministratorPassword;
        if (_settings.Certificate is { } certificate)
        {
            environment["Kestrel__Certificates__Default__Path"] = certificate.CertificateFile;
            environment["Kestrel__Certificates__Default__KeyPath"] = certificate.KeyFile;
        }

        foreach (var (name, value) in _values)
        {
            var variable = name.Replace(":", "__", StringComparison.Ordinal);
            environment.Remove(variable);
            if (value is not null)
            {
                environment[variable] = value;
            }
        }
    }
}
