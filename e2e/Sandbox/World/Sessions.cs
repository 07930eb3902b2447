using System.Collections.Concurrent;

namespace Sandbox;

/// <summary>One browser's sign-in. The token protects its forms.</summary>
public sealed record Session(string Id, Account User, string FormToken);

/// <summary>Who is signed in with which browser, and the tickets that carry a sign-in from another origin.</summary>
public sealed class Sessions
{
    /// <summary>The cookie that holds a session's id: a test may set it instead of signing in.</summary>
    public const string Cookie = "sandbox_session";

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _tickets = new(StringComparer.Ordinal);

    public Session? Find(string? id) => id is null ? null : _sessions.GetValueOrDefault(id);

    public Session SignIn(Account user)
    {
        var session = new Session(Secret.Text(40), user, Secret.Text(40));
        return _sessions[session.Id] = session;
    }

    public void SignOut(string? id)
    {
        if (id is not null)
        {
            _sessions.TryRemove(id, out _);
        }
    }

    public void SignEverybodyOut() => _sessions.Clear();

    public string IssueTicket(Account user)
    {
        var ticket = Secret.Text(40);
        _tickets[ticket] = user;
        return ticket;
    }

    /// <summary>A ticket works once.</summary>
    public Account? Redeem(string? ticket) =>
        ticket is not null && _tickets.TryRemove(ticket, out var user) ? user : null;
}
