using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHub;

/// <summary>Redirects are followed within the host, and credentials go to its API alone.</summary>
public sealed class RedirectsTests
{
    private const string Secret = "ghs_redirects0000000000000000000000000000";
    private const string Fine =
        "HTTP/1.1 200 OK\nContent-Type: application/json\nConnection: close\nContent-Length: 2\n\n{}";

    [Fact]
    public async Task A_renamed_repository_is_followed_with_the_credentials()
    {
        using var server = Redirecting("/api/v3/repositories/7", times: 1);

        var answer = await GetAsync(server);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.All(server.Heads, head => Assert.Contains(Secret, head, StringComparison.Ordinal));
        Assert.Contains(
            "GET /api/v3/repositories/7",
            server.Heads.Last(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/_codeload/acme/widgets/legacy.zip/main?token=x")]
    [InlineData("/api/uploads/acme")]
    public async Task Where_the_host_keeps_archives_is_followed_without_credentials(string target)
    {
        using var server = Redirecting(target, times: 1);

        var answer = await GetAsync(server);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(Secret, server.Heads.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login?return_to=1")]
    [InlineData("/api/v3x/meta")]
    [InlineData("https://{authority}/api/v3/meta")]
    [InlineData("http://me@{authority}/api/v3/meta")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::ffff:169.254.169.254]/api/v3/meta")]
    [InlineData("http://localhost:{other}/api/v3/meta")]
    [InlineData("//127.0.0.1:{other}/api/v3/meta")]
    [InlineData("/api/v3/../../login")]
    public async Task Anywhere_else_is_not(string location)
    {
        using var other = RawServer.Saying(Fine);
        using var server = Redirecting(
            authority =>
                location
                    .Replace("{authority}", authority, StringComparison.Ordinal)
                    .Replace("{other}", $"{other.Url.Port}", StringComparison.Ordinal),
            times: 1
        );

        var answer = await GetAsync(server);

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal((1, 0), (server.Requests, other.Requests));
    }

    [Fact]
    public async Task A_circle_ends_after_three_rounds()
    {
        using var server = Redirecting("/api/v3/meta", times: int.MaxValue);

        var answer = await GetAsync(server);

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal(4, server.Requests);
    }

    [Fact]
    public async Task What_changes_something_is_never_sent_twice()
    {
        using var server = Redirecting("/api/v3/elsewhere", times: 1);

        var answer = await SendAsync(server, HttpMethod.Post);

        Assert.Equal((HttpStatusCode.Found, 1), (answer.Status, server.Requests));
    }

    private static RawServer Redirecting(string location, int times) =>
        Redirecting(_ => location, times);

    private static RawServer Redirecting(Func<string, string> location, int times)
    {
        RawServer? server = null;
        server = RawServer.Writing(async stream =>
        {
            var answer =
                server!.Requests > times
                    ? Fine
                    : $"HTTP/1.1 302 Found\nLocation: {location(server.Url.Authority)}\nConnection: close\nContent-Length: 0\n\n";
            await stream.WriteAsync(
                System.Text.Encoding.Latin1.GetBytes(
                    answer.Replace("\n", "\r\n", StringComparison.Ordinal)
                )
            );
        });
        return server;
    }

    private static Task<GitHubAnswer> GetAsync(RawServer server) =>
        SendAsync(server, HttpMethod.Get);

    private static async Task<GitHubAnswer> SendAsync(RawServer server, HttpMethod method)
    {
        using var transport = new GitHubTransport(
            Options.Create(new PortalOptions { AllowLoopbackHosts = true, AllowHttpHosts = true }),
            Dns.GetHostAddressesAsync,
            // Without a stored network no secret is opened.
            secrets: null!,
            new ApiUsage(TimeProvider.System),
            TimeProvider.System
        );
        var url = server.Url.AbsoluteUri.TrimEnd('/');
        using var request = new HttpRequestMessage(method, $"{url}/api/v3/meta");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        return await transport.SendAsync(
            new GitHubEndpoint(url, $"{url}/api/v3", NetworkRoute.Direct),
            request,
            TestContext.Current.CancellationToken
        );
    }
}
