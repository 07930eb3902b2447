using System.Diagnostics;
using System.Text;

namespace Sandbox.Git;

/// <summary>Runs the git program in a bare repository, untouched by the machine's own git settings.</summary>
internal static class GitProcess
{
    public static async Task<string> RunAsync(
        string repository,
        string[] arguments,
        string? input = null
    )
    {
        var (exitCode, output, error) = await TryAsync(repository, arguments, input);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error}");
    }

    public static async Task<(int ExitCode, string Output, string Error)> TryAsync(
        string repository,
        string[] arguments,
        string? input = null
    )
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = repository,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["GIT_DIR"] = repository;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["LC_ALL"] = "C";
        using var process =
            Process.Start(start)
            ?? throw new InvalidOperationException("git is not installed on this machine.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
