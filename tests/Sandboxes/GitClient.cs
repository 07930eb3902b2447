using System.Diagnostics;
using Sandbox;

namespace Portal.Tests.Sandboxes;

/// <summary>The git program of a developer, in a folder of its own and with nobody to type a password.</summary>
public sealed class GitClient : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("git-client-");

    public string Folder => Path.Combine(_home.FullName, "clone");

    public static string Url(Hub hub, Repository repository, string? token, string suffix = ".git")
    {
        var url = new UriBuilder(hub.Server.Url) { Path = repository.FullName + suffix };
        (url.UserName, url.Password) = token is null ? ("", "") : ("x-access-token", token);
        return url.Uri.AbsoluteUri;
    }

    /// <summary>Clones, and may then commit.</summary>
    public static async Task<GitClient> CloneAsync(Hub hub, Repository repository)
    {
        var git = new GitClient();
        await git.OkAsync("clone", "-q", Url(hub, repository, hub.Token), git.Folder);
        await git.OkAsync("-C", git.Folder, "config", "user.name", "Mona");
        await git.OkAsync("-C", git.Folder, "config", "user.email", "octocat@sandbox.example");
        return git;
    }

    /// <summary>A commit with one file; the answer is its sha.</summary>
    public async Task<string> CommitAsync(string path, string content)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, path), content);
        await HereAsync("add", ".");
        await HereAsync("commit", "-q", "-m", $"Write {path}");
        return await HereAsync("rev-parse", "HEAD");
    }

    public Task<string> HereAsync(params string[] arguments) =>
        OkAsync(["-C", Folder, .. arguments]);

    public async Task<string> OkAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        Assert.True(code == 0, $"git {string.Join(' ', arguments)}: {output}");
        return output.Trim();
    }

    /// <summary>With what it says to both streams.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = _home.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _home.FullName;
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["NO_PROXY"] = "*";
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    public void Dispose() => _home.Delete(recursive: true);
}
