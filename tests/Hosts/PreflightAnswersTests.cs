using System.Text;
using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Hosts;

/// <summary>What answers at an address and is not a GitHub that can be connected is named, and nothing of it is stored.</summary>
public sealed class PreflightAnswersTests(Registering stage)
    : IClassFixture<Registering>,
        IAsyncLifetime
{
    private const string GitHub = "X-GitHub-Request-Id: 0123";

    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(FaultKind.Maintenance, null, Reason.Maintenance)]
    [InlineData(FaultKind.Status, 503, Reason.Maintenance)]
    [InlineData(FaultKind.Status, 500, Reason.UnexpectedAnswer)]
    [InlineData(FaultKind.Html, 200, Reason.NotGitHub)]
    [InlineData(FaultKind.Html, 407, Reason.NotGitHub)]
    [InlineData(FaultKind.RedirectToLogin, null, Reason.UnexpectedAnswer)]
    [InlineData(FaultKind.Reset, null, Reason.Unreachable)]
    [InlineData(FaultKind.Truncate, null, Reason.Unreachable)]
    public async Task An_answer_that_goes_wrong_is_named(FaultKind kind, int? status, Reason reason)
    {
        stage.GitHub.Faults.Add(new Fault("GET /api/v3/meta", kind, status));

        var seen = await stage.RefusedAsync(new HostForm { Url = stage.GitHub.Url.AbsoluteUri });

        Assert.Equal(reason, seen.Reason);
        Assert.Equal(ResourceState.Error, seen.State);
    }

    [Theory]
    [InlineData("200 OK", "Content-Type: text/html", "<html>Router</html>", Reason.NotGitHub)]
    [InlineData("200 OK", "Content-Type: application/json", """{"ok":true}""", Reason.NotGitHub)]
    [InlineData("302 Found", "Location: https://sso.example.com/?q=1", "", Reason.NotGitHub)]
    [InlineData("200 OK", GitHub + "\nContent-Type: text/html", "<html>", Reason.UnexpectedAnswer)]
    [InlineData("502 Bad", GitHub + "\nContent-Type: text/html", "<p>", Reason.UnexpectedAnswer)]
    [InlineData("302 Found", GitHub + "\nLocation: /login", "", Reason.UnexpectedAnswer)]
    [InlineData(
        "200 OK",
        GitHub + "\nContent-Type: application/json",
        "{",
        Reason.UnexpectedAnswer
    )]
    [InlineData(
        "200 OK",
        GitHub + "\nContent-Type: application/json",
        "[]",
        Reason.UnexpectedAnswer
    )]
    public async Task What_is_not_GitHub_or_not_its_API_is_told_apart(
        string status,
        string headers,
        string body,
        Reason reason
    )
    {
        using var server = RawServer.Saying(
            $"HTTP/1.1 {status}\n{headers}\nConnection: close\nContent-Length: {body.Length}\n\n{body}"
        );

        var seen = await stage.RefusedAsync(new HostForm { Url = server.Url.AbsoluteUri });

        Assert.Equal(reason, seen.Reason);
        Assert.DoesNotContain("?q=1", seen.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login?return_to=1", "a redirect to /login.")]
    [InlineData("https://sso.example.com/x?q=1", "a redirect to https://sso.example.com/x.")]
    public async Task A_redirect_is_shown_as_it_was_sent(string location, string shown)
    {
        using var server = RawServer.Saying(
            $"HTTP/1.1 302 Found\n{GitHub}\nLocation: {location}\nConnection: close\nContent-Length: 0\n\n"
        );

        var seen = await stage.RefusedAsync(new HostForm { Url = server.Url.AbsoluteUri });

        Assert.EndsWith(shown, seen.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_no_HTTP_is_unreachable()
    {
        using var server = RawServer.Saying("SSH-2.0-OpenSSH_9.6\n");

        var seen = await stage.RefusedAsync(new HostForm { Url = server.Url.AbsoluteUri });

        Assert.Equal(Reason.Unreachable, seen.Reason);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        using var server = RawServer.Writing(async stream =>
        {
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nX-GitHub-Request-Id: 1\r\nConnection: close\r\n\r\n"
                )
            );
            var piece = new byte[1024 * 1024];
            for (var sent = 0; sent < 64; sent++)
            {
                await stream.WriteAsync(piece);
            }
        });

        var seen = await stage.RefusedAsync(new HostForm { Url = server.Url.AbsoluteUri });

        Assert.Equal(Reason.UnexpectedAnswer, seen.Reason);
        Assert.Contains("more than 16 MiB", seen.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_unreachable()
    {
        var seen = await stage.RefusedAsync(
            new HostForm { Url = $"http://127.0.0.1:{PortalProcess.FreePort()}" }
        );

        Assert.Equal(Reason.Unreachable, seen.Reason);
        Assert.Contains("refuses the connection", seen.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_unreachable()
    {
        var seen = await stage.RefusedAsync(new HostForm { Url = "https://ghes.invalid" });

        Assert.Equal(Reason.Unreachable, seen.Reason);
        Assert.Contains("DNS", seen.Detail, StringComparison.Ordinal);
    }
}
