using System.Net;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Tests.Harness;

namespace Portal.Tests.Hosts;

/// <summary>A name is judged by the address that it has when the portal connects, and by no earlier one.</summary>
public sealed class RebindingTests
{
    [Fact]
    public async Task A_name_that_turns_to_a_metadata_address_is_not_called_there()
    {
        using var server = RawServer.Saying(
            "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 2\nConnection: close\n\n{}"
        );
        var answers = new Queue<IPAddress[]>([
            [IPAddress.Loopback],
            [IPAddress.Parse("169.254.169.254")],
        ]);
        using var transport = Transport(true, (_, _) => Task.FromResult(answers.Dequeue()));

        var first = await CallAsync(transport, server.Url.Port);
        var second = await Assert.ThrowsAsync<GitHubException>(() =>
            CallAsync(transport, server.Url.Port)
        );

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(GitHubFailure.AddressRefused, second.Failure);
        Assert.Contains("169.254.169.254", second.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_harmless_name_of_this_machine_is_not_called_in_production()
    {
        using var server = RawServer.Saying("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        using var transport = Transport(
            false,
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback])
        );

        var refusal = await Assert.ThrowsAsync<GitHubException>(() =>
            CallAsync(transport, server.Url.Port)
        );

        Assert.Equal(GitHubFailure.AddressRefused, refusal.Failure);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_good_ones_are_called()
    {
        using var server = RawServer.Saying(
            "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 2\nConnection: close\n\n{}"
        );
        using var transport = Transport(
            true,
            (_, _) =>
                Task.FromResult<IPAddress[]>([
                    IPAddress.Parse("169.254.169.254"),
                    IPAddress.Loopback,
                ])
        );

        var answer = await CallAsync(transport, server.Url.Port);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://ghes.invalid:1/")]
    [InlineData("//[::1]/")]
    [InlineData("/somewhere/else")]
    public async Task A_redirect_is_never_followed(string location)
    {
        using var server = RawServer.Saying(
            $"HTTP/1.1 302 Found\nLocation: {location}\nContent-Length: 0\nConnection: close\n\n"
        );
        var asked = new List<string>();
        using var transport = Transport(
            true,
            (name, _) =>
            {
                asked.Add(name);
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            }
        );

        var answer = await CallAsync(transport, server.Url.Port);

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal(["rebound.example"], asked);
        Assert.Equal(1, server.Requests);
    }

    private static GitHubTransport Transport(bool allowLoopback, ResolveName resolve) =>
        new(
            Options.Create(
                new PortalOptions { AllowLoopbackHosts = allowLoopback, AllowHttpHosts = true }
            ),
            resolve,
            // Without a stored network no secret is opened.
            secrets: null!,
            new ApiUsage(TimeProvider.System),
            TimeProvider.System
        );

    private static async Task<GitHubAnswer> CallAsync(GitHubTransport transport, int port)
    {
        var url = $"http://rebound.example:{port}";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/api/v3/meta");
        return await transport.SendAsync(
            new GitHubEndpoint(url, $"{url}/api/v3", NetworkRoute.Direct),
            request,
            TestContext.Current.CancellationToken
        );
    }
}
