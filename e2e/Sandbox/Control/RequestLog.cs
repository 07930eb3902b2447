using System.Collections.Concurrent;

namespace Sandbox.Control;

/// <summary>One request to the API as it came in; no credentials are kept, only their kind.</summary>
public sealed record LoggedRequest(
    DateTimeOffset At,
    string Method,
    string Path,
    string Query,
    int Status,
    string Caller,
    string UserAgent,
    string? Operation
);

/// <summary>The latest requests to the API, oldest first.</summary>
public sealed class RequestLog
{
    private const int Kept = 5000;
    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    public IReadOnlyList<LoggedRequest> All => [.. _requests];

    public void Clear() => _requests.Clear();

    internal void Add(LoggedRequest request)
    {
        _requests.Enqueue(request);
        while (_requests.Count > Kept)
        {
            _requests.TryDequeue(out _);
        }
    }

    internal static string CallerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var value = header[(header.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return value switch
        {
            "" => "anonymous",
            _ when value.StartsWith("ghs_", StringComparison.Ordinal) => "installation",
            _ when value.StartsWith("ghu_", StringComparison.Ordinal) => "user",
            _ when header.StartsWith("Basic", StringComparison.OrdinalIgnoreCase) => "client",
            _ => "app",
        };
    }
}
