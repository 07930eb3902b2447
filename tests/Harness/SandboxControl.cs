using System.Net.Http.Json;
using System.Text.Json;
using Sandbox;

namespace Portal.Tests.Harness;

/// <summary>Makes things happen on the server's side, over the sandbox's control path.</summary>
public sealed class SandboxControl(SandboxServer sandbox) : IDisposable
{
    private readonly HttpClient _client = new(LocalHttp.Handler())
    {
        BaseAddress = new Uri(sandbox.Url, "_sandbox/"),
    };

    public Task<JsonElement> PostAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, path, body);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = JsonContent.Create(body ?? new { }),
        };
        using var response = await _client.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{method} /_sandbox/{path} answered {(int)response.StatusCode}: {text}"
        );
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public Task PushAsync(string repository, string branch, string message) =>
        PostAsync(
            "push",
            new
            {
                repository,
                branch,
                message,
            }
        );

    /// <summary>Opens a pull request on a new branch; its number.</summary>
    public async Task<int> OpenPullRequestAsync(string repository, string title) =>
        (await PostAsync("pulls", new { repository, title })).GetProperty("number").GetInt32();

    public Task ClosePullRequestAsync(string repository, int number) =>
        SendAsync(
            HttpMethod.Patch,
            "pulls",
            new
            {
                repository,
                number,
                state = "closed",
            }
        );

    /// <summary>Breaks answers to requests whose "METHOD /path" begins with <paramref name="match"/>.</summary>
    public Task FailAsync(string match, string kind, int? status = null, int? times = null) =>
        PostAsync(
            "faults",
            new
            {
                match,
                kind,
                status,
                times,
            }
        );

    public Task HealAsync() => SendAsync(HttpMethod.Delete, "faults");

    public void Dispose() => _client.Dispose();
}
