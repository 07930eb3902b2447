using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>
/// Sends a request to a server that is no GitHub, by the same way out: the same refused addresses, networks and authorities. It
/// follows no redirect, reads no answer beyond its status, and says nothing of the path, which may be a secret.
/// </summary>
public sealed class PostElsewhere(
    IOptions<PortalOptions> options,
    ResolveName resolve,
    SecretStore secrets
) : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);
    private readonly RouteClients _clients = new(options, resolve, secrets);

    /// <exception cref="GitHubException">No answer came, or the address is not one that may be called.</exception>
    public async Task<HttpStatusCode> RunAsync(
        NetworkRoute route,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var url = request.RequestUri!;
        var origin = url.GetLeftPart(UriPartial.Authority);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Portal", "0.1"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_timeout);
        try
        {
            Refuse(route, url);
            var client = await _clients.GetAsync(
                new GitHubEndpoint(origin, origin, route),
                limit.Token
            );
            using var response = await client.SendAsync(request, limit.Token);
            return response.StatusCode;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(
                GitHubFailure.NoAnswer,
                $"{url.Authority} did not answer within {s_timeout.TotalSeconds} seconds."
            );
        }
        catch (HttpRequestException failure)
        {
            throw CallFailures.Translate(failure, url.Authority, route.ProxyUrl);
        }
        catch (IOException)
        {
            throw new GitHubException(GitHubFailure.NoAnswer, $"{url.Authority} broke off.");
        }
    }

    /// <summary>Refuses an address that could never be called, before anybody is asked.</summary>
    /// <exception cref="GitHubException">It is such a one.</exception>
    public void Refuse(NetworkRoute route, Uri url) => _clients.EgressOf(route).RefuseLiteral(url);

    public void Dispose() => _clients.Dispose();
}
