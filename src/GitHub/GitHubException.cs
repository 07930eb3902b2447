using System.Net;

namespace Portal.GitHub;

/// <summary>Why a call to GitHub brought no answer that can be used.</summary>
public enum GitHubFailure
{
    /// <summary>No connection: nothing was sent.</summary>
    Unreachable,

    /// <summary>The request was sent and no whole answer came: what it asked for may have been done.</summary>
    NoAnswer,

    /// <summary>https was asked of a port that answers in something else.</summary>
    NotHttps,
    TlsUntrusted,

    /// <summary>The server wants to see a client certificate, and was shown none that it accepts.</summary>
    ClientCertificateWanted,

    /// <summary>The address is one that the portal does not call.</summary>
    AddressRefused,

    /// <summary>401 from GitHub.</summary>
    Rejected,

    /// <summary>GitHub's own 404 in JSON, with its request id.</summary>
    NotFound,
    Forbidden,
    RateLimited,
    Maintenance,

    /// <summary>Anything else: HTML where JSON is due, a redirect to a sign-in page, a broken answer.</summary>
    Unexpected,

    /// <summary>The portal has no key for this app (any more).</summary>
    NoCredentials,
}

/// <summary>The one exception of this folder. Its message is a sentence for an administrator and holds no secret.</summary>
public sealed class GitHubException(GitHubFailure failure, string message) : Exception(message)
{
    public GitHubFailure Failure { get; } = failure;

    /// <summary>The status of the answer, if there was one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>GitHub's own id of the request, which its administrator can find in the server's logs.</summary>
    public string? RequestId { get; init; }

    /// <summary>GitHub's own 401, with its request id, and not one of something in between.</summary>
    public bool IsOwnRefusal => Failure == GitHubFailure.Rejected && RequestId is not null;

    /// <summary>When GitHub lets us try again, if it said so.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How far the server's clock is ahead of ours, where the answer told.</summary>
    public TimeSpan? ClockAhead { get; init; }
}
