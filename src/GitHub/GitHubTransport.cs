using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>
/// The one way out: every call to a GitHub goes through here, with the proxy, authorities, client certificate, source addresses
/// and egress rules of its host's network. Follows redirects within the host only. An answer has 30 seconds and 16 MiB.
/// </summary>
public sealed class GitHubTransport(
    IOptions<PortalOptions> options,
    ResolveName resolve,
    SecretStore secrets,
    ApiUsage usage,
    TimeProvider time
) : IDisposable
{
    private const int MaxAnswer = 16 * 1024 * 1024;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private readonly RouteClients _clients = new(options, resolve, secrets);

    /// <summary>Sends one request and reads the whole answer, whatever its status.</summary>
    /// <param name="trace">When given, the call makes a connection of its own and tells about it.</param>
    /// <exception cref="GitHubException">No whole answer came.</exception>
    public async Task<GitHubAnswer> SendAsync(
        GitHubEndpoint endpoint,
        HttpRequestMessage request,
        CancellationToken cancellationToken,
        CallTrace? trace = null
    )
    {
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Portal", "0.1"));
        request.Headers.Accept.Add(
            new MediaTypeWithQualityHeaderValue("application/vnd.github+json")
        );
        // The version that every supported GitHub Enterprise Server and github.com understand.
        // https://docs.github.com/rest/about-the-rest-api/api-versions
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_timeout);
        var name = request.RequestUri!.Authority;
        var started = time.GetTimestamp();
        usage.Count(endpoint);
        var own = trace is not null || !endpoint.Route.Lasts;
        using var measured = new MeasuredCall(request, time);
        HttpMessageInvoker? client = null;
        try
        {
            client = own
                ? await _clients.CreateAsync(endpoint, trace, limit.Token)
                : await _clients.GetAsync(endpoint, limit.Token);
            using var response = await FollowAsync(client, endpoint, request, limit.Token);
            measured.Answered(response.StatusCode);
            return await GitHubAnswer.ReadAsync(
                response,
                MaxAnswer,
                time.GetUtcNow(),
                () => time.GetElapsedTime(started),
                limit.Token
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(
                GitHubFailure.NoAnswer,
                $"{name} did not answer within {s_timeout.TotalSeconds} seconds."
            );
        }
        catch (HttpRequestException failure)
        {
            throw CallFailures.Translate(failure, name, endpoint.Route.ProxyUrl);
        }
        catch (IOException)
        {
            throw new GitHubException(GitHubFailure.NoAnswer, $"{name} broke its answer off.");
        }
        finally
        {
            if (own)
            {
                client?.Dispose();
            }
        }
    }

    /// <summary>What a call would do with an address, for a preflight that looks at each step by itself.</summary>
    internal Egress EgressOf(NetworkRoute route) => _clients.EgressOf(route);

    public void Dispose() => _clients.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(
        HttpMessageInvoker client,
        GitHubEndpoint endpoint,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var egress = EgressOf(endpoint.Route);
        var current = request;
        for (var hops = 0; ; hops++)
        {
            egress.RefuseLiteral(current.RequestUri!);
            var response = await client.SendAsync(current, cancellationToken);
            if (
                hops == Redirects.Most
                || Redirects.Next(endpoint, current, response) is not { } next
            )
            {
                return response;
            }

            response.Dispose();
            var further = new HttpRequestMessage(request.Method, next);
            foreach (var (header, values) in request.Headers)
            {
                if (header != "Authorization" || Redirects.MayCarryCredentials(endpoint, next))
                {
                    further.Headers.TryAddWithoutValidation(header, values);
                }
            }

            current = further;
        }
    }
}
