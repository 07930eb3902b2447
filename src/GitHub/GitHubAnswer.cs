using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Portal.GitHub;

/// <summary>A whole answer of a server that should be GitHub.</summary>
public sealed class GitHubAnswer
{
    private readonly byte[] _body;
    private readonly Dictionary<string, string> _headers;
    private readonly string _name;

    private GitHubAnswer(
        HttpResponseMessage response,
        byte[] body,
        DateTimeOffset now,
        TimeSpan duration
    )
    {
        _body = body;
        _name = response.RequestMessage?.RequestUri?.Authority ?? "The server";
        _headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key,
                header => header.Value.First(),
                StringComparer.OrdinalIgnoreCase
            );
        Status = response.StatusCode;
        ReceivedAt = now;
        Duration = duration;
        ClockAhead = response.Headers.Date - now;
    }

    public HttpStatusCode Status { get; }
    public TimeSpan Duration { get; }
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>How far the server's clock is ahead of ours, from its Date header; good to a second or two.</summary>
    public TimeSpan? ClockAhead { get; }

    public string? RequestId => Header("X-GitHub-Request-Id");

    /// <summary>For example "3.19.1"; only GitHub Enterprise Server sends it.</summary>
    public string? EnterpriseVersion => Header("X-GitHub-Enterprise-Version");

    /// <summary>GitHub marks its answers with X-GitHub-* headers, refusals included.</summary>
    public bool IsGitHub =>
        _headers.Keys.Any(name => name.StartsWith("X-GitHub-", StringComparison.OrdinalIgnoreCase));

    public bool IsJson =>
        Header("Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>
    /// GitHub did what was asked and has nothing to say (204), or will do it (202). A page that a proxy puts in the place of
    /// the answer is a success too, by its status, and means neither.
    /// </summary>
    public bool IsDone => Status is HttpStatusCode.NoContent or HttpStatusCode.Accepted;

    /// <summary>The path and query of the next page, or null on the last.</summary>
    public string? NextPage
    {
        get
        {
            // Link: <https://HOST/api/v3/installation/repositories?page=2>; rel="next", <…>; rel="last"
            foreach (var link in Header("Link")?.Split(',') ?? [])
            {
                if (link.Contains("rel=\"next\"", StringComparison.Ordinal))
                {
                    var address = link[
                        (link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf(
                            '>',
                            StringComparison.Ordinal
                        )
                    ];
                    // Behind a reverse proxy the link can carry another name: only its path counts.
                    return Uri.TryCreate(address, UriKind.Absolute, out var next)
                        ? next.PathAndQuery
                        : null;
                }
            }

            return null;
        }
    }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The body as the given type.</summary>
    /// <exception cref="GitHubException">The answer is a refusal or not the JSON that is due.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        EnsureSuccess();
        try
        {
            return JsonSerializer.Deserialize(_body, type) ?? throw Unexpected("an empty answer");
        }
        catch (JsonException)
        {
            // The exception's own message may quote the body.
            throw Unexpected(IsJson ? "JSON that the portal does not understand" : Describe());
        }
    }

    /// <exception cref="GitHubException">The answer is a refusal.</exception>
    public void EnsureSuccess()
    {
        if (IsDone || (IsSuccess && IsJson))
        {
            return;
        }

        throw Refusal();
    }

    /// <summary>How many records a CSV file has that names this column.</summary>
    /// <exception cref="GitHubException">The answer is a refusal or another file.</exception>
    internal int CountRecords(string column) =>
        Status != HttpStatusCode.OK
            ? throw Refusal()
            : GitHub.CountRecords.Below(_body, column) ?? throw Unexpected(Describe());

    /// <summary>SHA-256 of the body, in hexadecimal.</summary>
    internal string Sha256() => Convert.ToHexStringLower(SHA256.HashData(_body));

    /// <summary>What to tell an administrator about an answer that is not a success.</summary>
    public GitHubException Refusal()
    {
        var retryAt = RetryAt();
        return (int)Status switch
        {
            401 when IsJson => Failed(
                GitHubFailure.Rejected,
                $"{_name} refused our credentials: {Message()}"
            ),
            403 or 429 when retryAt is not null => Failed(
                GitHubFailure.RateLimited,
                $"{_name} asked us to wait until {retryAt:HH:mm:ss} UTC."
            ),
            403 when IsJson => Failed(
                GitHubFailure.Forbidden,
                $"{_name} does not allow this: {Message()}"
            ),
            404 when IsJson && RequestId is not null => Failed(
                GitHubFailure.NotFound,
                $"{_name} says: {Message()}"
            ),
            503 => Failed(
                GitHubFailure.Maintenance,
                $"{_name} answers 503: it is in maintenance or overloaded."
            ),
            _ => Unexpected(Describe()),
        };
    }

    /// <summary>GitHub's own words in a JSON refusal; never from a successful answer, which may hold credentials.</summary>
    public string Message()
    {
        try
        {
            using var json = JsonDocument.Parse(_body);
            return
                !IsSuccess
                && json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("message", out var message)
                ? Shorten(message.GetString() ?? "")
                : $"status {(int)Status}";
        }
        catch (JsonException)
        {
            return $"status {(int)Status}";
        }
    }

    /// <summary>GitHub's own words on what is wrong with a request (422): of the first error that it lists, if it lists any.</summary>
    public string Complaint()
    {
        // {"message":"Validation Failed","errors":[{"message":"The search is longer than 256 characters.","resource":"Search",…}]}
        try
        {
            using var json = JsonDocument.Parse(_body);
            return
                json.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array
                && errors.GetArrayLength() > 0
                && errors[0].ValueKind == JsonValueKind.Object
                && errors[0].TryGetProperty("message", out var message)
                ? Shorten(message.GetString() ?? "")
                : Message();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return $"status {(int)Status}";
        }
    }

    /// <summary>Status, kind and, of a refusal that is not JSON, the first characters.</summary>
    public string Describe()
    {
        var status = $"{(int)Status} {Status}";
        if ((int)Status is >= 300 and < 400)
        {
            // As it was sent, but for the query, which may hold what is nobody's business.
            var target = Header("Location")?.Split('?', '#')[0] is { Length: > 0 } sent
                ? Shorten(sent)
                : "another page";
            return $"{status}, a redirect to {target}";
        }

        if (IsJson)
        {
            return IsSuccess ? status : $"{status}: {Message()}";
        }

        var kind = Header("Content-Type")?.Split(';')[0] ?? "no content type";
        return IsSuccess || _body.Length == 0
            ? $"{status}, {kind}"
            : $"{status}, {kind}, beginning “{Shorten(Encoding.UTF8.GetString(_body.AsSpan(0, Math.Min(_body.Length, 400))))}”";
    }

    internal static async Task<GitHubAnswer> ReadAsync(
        HttpResponseMessage response,
        int maxBytes,
        DateTimeOffset now,
        Func<TimeSpan> elapsed,
        CancellationToken cancellationToken
    )
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > maxBytes)
            {
                throw new GitHubException(
                    GitHubFailure.Unexpected,
                    $"{response.RequestMessage?.RequestUri?.Authority} sent more than {maxBytes / 1024 / 1024} MiB, which no answer should have."
                );
            }

            body.Write(buffer, 0, read);
        }

        return new GitHubAnswer(response, body.ToArray(), now, elapsed());
    }

    private GitHubException Unexpected(string what) =>
        Failed(GitHubFailure.Unexpected, $"{_name} answered {what}.");

    private GitHubException Failed(GitHubFailure failure, string message) =>
        new(failure, RequestId is null ? message : $"{message} (GitHub request {RequestId})")
        {
            Status = Status,
            RequestId = RequestId,
            RetryAt = RetryAt(),
            ClockAhead = ClockAhead,
        };

    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
    private DateTimeOffset? RetryAt()
    {
        if (Header("Retry-After") is { } after && int.TryParse(after, out var seconds))
        {
            return ReceivedAt.AddSeconds(Math.Clamp(seconds, 1, 3600));
        }

        return
            Header("X-RateLimit-Remaining") == "0"
            && long.TryParse(Header("X-RateLimit-Reset"), out var reset)
            ? DateTimeOffset.FromUnixTimeSeconds(reset)
            : null;
    }

    /// <summary>One line, of a length that a sentence can hold.</summary>
    internal static string Shorten(string text)
    {
        var line = string.Join(
            ' ',
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length <= 120 ? line : line[..120] + "…";
    }
}
