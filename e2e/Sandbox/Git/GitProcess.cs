using System.Diagnostics;
using System.Text;

namespace Sandbox.Git;

/// <summary>
/// Runs the git program in a bare repository, untouched by the machine's own git settings. No process outlives its call:
/// where the caller goes away or stops reading, it is killed.
/// </summary>
internal static class GitProcess
{
    private static readonly AsyncLocal<CancellationToken> _reader = new();

    /// <summary>
    /// Ties what follows in this flow to a caller who only reads: nobody needs the rest once they have gone. What writes is
    /// short and is let finish, so that no change happens by half.
    /// </summary>
    public static void EndsWith(CancellationToken caller) => _reader.Value = caller;

    public static async Task<string> RunAsync(
        string repository,
        string[] arguments,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var (exitCode, output, error) = await TryAsync(repository, arguments, input, environment);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error}");
    }

    public static async Task<(int ExitCode, string Output, string Error)> TryAsync(
        string repository,
        string[] arguments,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input ?? ""));
        using var stdout = new MemoryStream();
        var (exitCode, error) = await PipeAsync(
            repository,
            arguments,
            stdin,
            stdout,
            environment,
            _reader.Value
        );
        return (
            exitCode,
            Encoding.UTF8.GetString(stdout.GetBuffer(), 0, (int)stdout.Length),
            error
        );
    }

    /// <summary>From one stream through git into another, never more of it in memory than a buffer.</summary>
    public static async Task<(int ExitCode, string Error)> PipeAsync(
        string repository,
        string[] arguments,
        Stream input,
        Stream output,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken ct
    )
    {
        using var process = Start(repository, arguments, environment);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        var feeding = FeedAsync(input, process, over.Token);
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            // What it did not read is of no use to anybody.
            await over.CancelAsync();
            await feeding;
        }
    }

    private static async Task FeedAsync(Stream input, Process process, CancellationToken ct)
    {
        try
        {
            await input.CopyToAsync(process.StandardInput.BaseStream, ct);
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // It ended before it had read everything, or the caller went away.
        }
        finally
        {
            CloseInput(process);
        }
    }

    private static void CloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The pipe broke before.
        }
    }

    private static Process Start(
        string repository,
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment
    )
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = repository,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["GIT_DIR"] = repository;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)
            ?? throw new InvalidOperationException("git is not installed on this machine.");
    }
}
