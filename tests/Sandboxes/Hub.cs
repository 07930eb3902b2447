using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Sandboxes;

/// <summary>A sandbox with an app on acme that may write everything a repository has and hears of all of it.</summary>
public sealed class Hub : IAsyncLifetime
{
    private readonly RawServer _receiver = RawServer.Saying(
        "HTTP/1.1 200 OK\nContent-Length: 0\nConnection: close\n\n"
    );
    private readonly HttpClient _http = new(
        new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }
    );
    private Queue<Repository> _unused = new();

    public SandboxServer Server { get; private set; } = null!;
    public App App { get; private set; } = null!;
    public Installation Installation { get; private set; } = null!;
    public string Token { get; private set; } = "";
    public World World => Server.World;
    public Account Octocat => World.FindAccount("octocat")!;

    public async ValueTask InitializeAsync()
    {
        Server = await SandboxServer.StartAsync(new() { Url = "http://127.0.0.1:0" });
        var acme = World.FindAccount("acme")!;
        string[] permissions = ["contents", "pull_requests", "issues", "statuses", "checks"];
        var manifest = new Manifest
        {
            Name = "Writer",
            Url = "https://writer.example",
            HasHook = true,
            HookUrl = _receiver.Url.AbsoluteUri,
            Permissions = permissions.ToDictionary(name => name, _ => "write"),
            Events =
            [
                "push",
                "create",
                "delete",
                "pull_request",
                "status",
                "check_run",
                "issue_comment",
            ],
        };
        App = World.CreateApp(acme, manifest).App;
        Installation = World.Install(App, acme, Octocat);
        Token = World.MintInstallationToken(Installation).Value;
        _unused = new Queue<Repository>(
            World
                .RepositoriesOf(acme)
                .Where(one =>
                    one is { Archived: false, Empty: false, DefaultBranch: "main" }
                    && one.Visibility == Visibility.Private
                    && one.Pulls.IsEmpty
                )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _receiver.Dispose();
        _http.Dispose();
    }

    /// <summary>A private repository that no other test uses.</summary>
    public Repository Take()
    {
        lock (_unused)
        {
            return _unused.Dequeue();
        }
    }

    /// <summary>A token that may do only this.</summary>
    public string TokenFor(params (string Permission, string Level)[] may) =>
        World
            .MintInstallationToken(
                Installation,
                may.ToDictionary(one => one.Permission, one => one.Level)
            )
            .Value;

    public async Task<Answer> CallAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? token = null,
        string accept = "application/vnd.github+json"
    )
    {
        var url = path.StartsWith("http", StringComparison.Ordinal)
            ? path
            : $"{Server.Url}api/v3/repos/{path}";
        using var request = new HttpRequestMessage(method, url);
        request.Headers.UserAgent.ParseAdd("tests");
        request.Headers.Accept.ParseAdd(accept);
        if (token != "")
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await _http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Location?.ToString()
        );
    }

    public Task<Answer> GetAsync(string path) => CallAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object body) =>
        CallAsync(HttpMethod.Post, path, body);

    /// <summary>A branch with one commit of its own; the answer is its sha.</summary>
    public Task<string> BranchAsync(
        Repository repository,
        string branch,
        string path,
        string content
    ) =>
        World.PushAsync(
            repository,
            branch,
            $"Change {path}",
            new Dictionary<string, string?> { [path] = content }
        );

    public async Task<PullRequest> PullAsync(
        Repository repository,
        string path = "new.txt",
        string content = "new\n"
    )
    {
        await BranchAsync(repository, "change", path, content);
        var (_, pull) = await World.OpenPullAsync(repository, "A change", "change");
        return pull!;
    }

    /// <summary>What the app was told about a repository, oldest first.</summary>
    public async Task<IReadOnlyList<(string Event, JsonNode Body)>> EventsAsync(
        Repository repository
    )
    {
        await Server.IdleAsync();
        return
        [
            .. World
                .Deliveries.All.Where(one => one.RepositoryId == repository.Id)
                .Select(one => (one.Event, JsonNode.Parse(one.Payload)!)),
        ];
    }
}

/// <summary>What the sandbox answered.</summary>
public sealed record Answer(HttpStatusCode Status, byte[] Bytes, string? Location)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public string this[string name] => Json[name]!.ToString();

    /// <summary>Itself, if it has this status.</summary>
    public Answer With(int status)
    {
        if ((int)Status != status)
        {
            var said = !Bytes.Contains((byte)0) ? Text : $"{Bytes.Length} bytes";
            Assert.Fail($"{(int)Status} instead of {status}: {said}");
        }

        return this;
    }
}
