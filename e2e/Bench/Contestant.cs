using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Portal.Bench;

/// <summary>A server whose intake is measured.</summary>
/// <param name="Name">As in the report.</param>
/// <param name="Stores">Whether what it acknowledged survives its end.</param>
internal sealed record Contestant(string Name, bool Stores, Func<Task<Running>> Start);

/// <summary>A server that runs, and what it uses of the machine.</summary>
/// <param name="processIds">What works for it, it itself first: a database is a program of its own.</param>
internal sealed class Running(Uri url, Func<IEnumerable<int>> processIds, Func<ValueTask> stop)
    : IAsyncDisposable
{
    private static readonly double s_ticks = 100;

    public Uri Url => url;

    /// <summary>Of all its processes that there are, so far.</summary>
    public TimeSpan CpuTime =>
        processIds().Select(CpuTimeOf).Aggregate(TimeSpan.Zero, (sum, one) => sum + one);

    /// <summary>In MiB, of itself.</summary>
    public double ResidentMemory =>
        double.Parse(
            File.ReadLines($"/proc/{processIds().First()}/status")
                .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    public ValueTask DisposeAsync() => stop();

    /// <summary>Starts a program, and waits until its port answers.</summary>
    public static async Task<Running> StartAsync(
        string path,
        int port,
        IReadOnlyDictionary<string, string> environment,
        string program,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        // What it logs is read, as a supervisor would, and forgotten.
        process.OutputDataReceived += (_, _) => { };
        var problems = new List<string>();
        process.ErrorDataReceived += (_, line) => problems.Add(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var begun = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(port))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException(
                    $"{program} did not start. {string.Join('\n', problems)}"
                );
            }

            await Task.Delay(50);
        }

        return new Running(
            new Uri($"http://127.0.0.1:{port}{path}"),
            () => [process.Id],
            async () =>
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
                process.Dispose();
            }
        );
    }

    private static TimeSpan CpuTimeOf(int processId)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{processId}/stat").Split(") ")[1].Split(' ');
            var ticks =
                long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds(ticks / s_ticks);
        }
        catch (IOException)
        {
            // It ended since it was listed: a database ends what it does not need.
            return TimeSpan.Zero;
        }
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
