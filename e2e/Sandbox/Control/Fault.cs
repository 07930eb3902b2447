namespace Sandbox.Control;

/// <summary>How an answer goes wrong.</summary>
public enum FaultKind
{
    /// <summary>Never answers, does nothing.</summary>
    Hang,

    /// <summary>Drops the connection.</summary>
    Reset,

    /// <summary>Answers with <see cref="Fault.Status"/> and GitHub's JSON.</summary>
    Status,

    /// <summary>Answers with a web page, as a proxy in between does.</summary>
    Html,

    /// <summary>Redirects to a sign-in page, as an authenticating proxy does.</summary>
    RedirectToLogin,

    /// <summary>Answers after <see cref="Fault.Milliseconds"/>.</summary>
    Latency,

    /// <summary>Does the work, sends half of the answer and drops the connection.</summary>
    Truncate,

    /// <summary>Does the work, then never answers.</summary>
    HangAfter,

    /// <summary>GHES's maintenance page, 503.</summary>
    Maintenance,

    /// <summary>A secondary rate limit: 403 with Retry-After.</summary>
    SecondaryRateLimit,

    /// <summary>A primary rate limit: 403, nothing remaining until the reset that the headers name.</summary>
    PrimaryRateLimit,

    /// <summary>Answers rightly, with a Date that is off by <see cref="Fault.Milliseconds"/>.</summary>
    WrongDate,

    /// <summary>Begins a JSON answer and goes on for <see cref="Fault.Bytes"/>.</summary>
    Oversized,
}

/// <summary>
/// A fault for the requests that match: a method and the beginning of a path ("GET /api/v3/app"), or just the beginning of a
/// path ("/" is everything). A cloud's API is matched below /api/v3, too. It goes away after so many times; without a number
/// it stays.
/// </summary>
public sealed record Fault(
    string Match,
    FaultKind Kind,
    int? Status = null,
    int? Milliseconds = null,
    int? Times = null,
    long? Bytes = null
)
{
    internal bool Matches(string method, string path)
    {
        var space = Match.IndexOf(' ', StringComparison.Ordinal);
        var (verb, prefix) =
            space < 0 ? ("*", Match) : (Match[..space], Match[(space + 1)..].Trim());
        return (verb == "*" || verb.Equals(method, StringComparison.OrdinalIgnoreCase))
            && path.StartsWith(prefix, StringComparison.Ordinal);
    }
}

/// <summary>The faults that are in force.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>The first fault that matches, counted as used.</summary>
    internal Fault? Take(string method, string path)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => fault.Matches(method, path));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index];
            if (fault.Times is 1)
            {
                _faults.RemoveAt(index);
            }
            else if (fault.Times is { } times)
            {
                _faults[index] = fault with { Times = times - 1 };
            }

            return fault;
        }
    }
}
