using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Sandboxes;

/// <summary>A server of ten thousand repositories and a hundred thousand pull requests, without git behind each.</summary>
public sealed class ScaleTests
{
    private static readonly string[] s_megacorp = ["megacorp"];

    [Fact]
    public async Task A_large_server_is_there_at_once_and_is_read_page_by_page_without_git()
    {
        var git = Directory.CreateTempSubdirectory("scale-git-").FullName;
        await using var sandbox = await SandboxServer.StartAsync(
            new() { Url = "http://127.0.0.1:0", GitRoot = git },
            Stop
        );
        using var control = new SandboxControl(sandbox);
        await control.PostAsync("scale", new { repositories = 10_000, pullRequests = 100_000 });
        await control.PostAsync(
            "apps",
            new
            {
                name = "Reader",
                owner = "megacorp",
                installOn = s_megacorp,
                permissions = new { pull_requests = "read" },
            }
        );
        using var http = Client(sandbox);

        var names = new HashSet<string>();
        for (var page = 1; page <= 100; page++)
        {
            var seen = await http.GetFromJsonAsync<JsonElement>(
                $"installation/repositories?per_page=100&page={page}",
                Stop
            );
            Assert.Equal(10_000, seen.GetProperty("total_count").GetInt32());
            names.UnionWith(
                seen.GetProperty("repositories")
                    .EnumerateArray()
                    .Select(one => one.GetProperty("name").GetString()!)
            );
        }

        var pulls = await http.GetFromJsonAsync<JsonElement>(
            "repos/megacorp/service-07777/pulls",
            Stop
        );

        Assert.Equal(10_000, names.Count);
        Assert.Equal(10, pulls.GetArrayLength());
        Assert.Equal(40, pulls[0].GetProperty("head").GetProperty("sha").GetString()!.Length);
        Assert.Empty(Directory.EnumerateFileSystemEntries(git));
        Directory.Delete(git, recursive: true);
    }

    private static HttpClient Client(SandboxServer sandbox)
    {
        var installation = sandbox.World.Installations.Values.Single();
        var http = new HttpClient(LocalHttp.Handler()) { BaseAddress = sandbox.ApiUrl };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            sandbox.World.MintInstallationToken(installation).Value
        );
        return http;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
