using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>What a look at a host's API tells.</summary>
/// <param name="State">Available when it is a GitHub that may be connected; Pending when it hides its version.</param>
/// <param name="Version">The server's release, when it tells.</param>
/// <param name="Detail">What was seen, in words.</param>
public sealed record ProbeResult(
    ResourceState State,
    Reason? Reason,
    string? Version,
    string Detail
)
{
    /// <summary>Whether a host with this result may be registered.</summary>
    public bool MayRegister => State != ResourceState.Error;
}

/// <summary>Looks whether there is a GitHub Enterprise Server at an address, and which. Needs no credentials and stores nothing.</summary>
public sealed class ProbeHost(AnonymousApi github, TimeProvider time)
{
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(60);

    public async Task<ProbeResult> ProbeAsync(
        GitHubEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        GitHubAnswer answer;
        try
        {
            answer = await github.MetaAsync(endpoint, cancellationToken);
        }
        catch (GitHubException failure)
        {
            return Failed(
                failure.Failure switch
                {
                    GitHubFailure.AddressRefused => Reason.AddressRefused,
                    GitHubFailure.NotHttps => Reason.NotHttps,
                    GitHubFailure.TlsUntrusted => Reason.TlsUntrusted,
                    GitHubFailure.Unexpected => Reason.UnexpectedAnswer,
                    _ => Reason.Unreachable,
                },
                failure.Message
            );
        }

        if ((int)answer.Status == 503)
        {
            return Failed(
                Reason.Maintenance,
                "It answers 503, as GitHub does in maintenance mode."
            );
        }

        if (!answer.IsGitHub)
        {
            return Failed(
                Reason.NotGitHub,
                $"{endpoint.ApiUrl}/meta answered {answer.Describe()}, without the headers that GitHub sends."
            );
        }

        if (answer.ClockAhead?.Duration() > s_clockTolerance)
        {
            return Failed(
                Reason.ClockSkew,
                $"The server's clock is {answer.ClockAhead.Value.Duration().TotalSeconds:N0} seconds {(answer.ClockAhead > TimeSpan.Zero ? "ahead of" : "behind")} this portal's."
            );
        }

        return Judge(answer);
    }

    private ProbeResult Judge(GitHubAnswer answer)
    {
        string? version;
        try
        {
            version = AnonymousApi.VersionOf(answer);
        }
        catch (GitHubException failure)
        {
            return Failed(Reason.UnexpectedAnswer, failure.Message);
        }

        var verdict = ServerVersion.Judge(version, time.GetUtcNow());
        if (verdict == VersionVerdict.Refused)
        {
            return Failed(
                Reason.UnsupportedVersion,
                $"It runs GitHub Enterprise Server {version}."
            ) with
            {
                Version = version,
            };
        }

        // In private mode GitHub refuses in JSON; everything else is a page or an error in the API's place.
        var isApi = answer.IsJson && (answer.IsSuccess || (int)answer.Status is 401 or 403);
        if (!isApi)
        {
            return Failed(Reason.UnexpectedAnswer, $"GitHub answered {answer.Describe()}.");
        }

        return verdict == VersionVerdict.Unknown
            ? new ProbeResult(
                ResourceState.Pending,
                Reason.PrivateMode,
                Version: null,
                $"It is GitHub and answered {(int)answer.Status} without telling its version."
            )
            : new ProbeResult(
                ResourceState.Available,
                Reason: null,
                version,
                $"GitHub Enterprise Server {version} answered in {answer.Duration.TotalMilliseconds:N0} ms."
            );
    }

    private static ProbeResult Failed(Reason reason, string detail) =>
        new(ResourceState.Error, reason, Version: null, detail);
}
