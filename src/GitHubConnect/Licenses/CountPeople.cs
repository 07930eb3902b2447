using System.Security.Cryptography;
using System.Text;
using Portal.Data;

namespace Portal.GitHubConnect.Licenses;

/// <summary>A person and all their accounts.</summary>
/// <param name="Doubt">Why this may be the same person as another; null when nothing says so.</param>
public sealed record CountedPerson(
    IReadOnlyList<string> OnServer,
    IReadOnlyList<string> OnCloud,
    LicenseMatch Match,
    string? Doubt
);

/// <summary>
/// Counts people once who have accounts on both sides. Accounts are one person's when GitHub says so, or when they have a verified
/// e-mail address in common; and so on through third accounts. Nobody is left out, and nobody is in two places. It keeps a login
/// and a few numbers for each account, and of e-mail addresses only their hashes.
/// </summary>
public sealed class CountPeople
{
    private readonly List<(string Login, bool OnServer, bool ShowsEmail)> _accounts = [];
    private readonly List<int> _parents = [];
    private readonly List<LicenseMatch> _matches = [];
    private readonly Dictionary<UInt128, int> _emails = [];
    private readonly Dictionary<string, int> _onServer = new(StringComparer.OrdinalIgnoreCase);

    public int OnServer { get; private set; }

    public int OnCloud { get; private set; }

    /// <summary>Takes an account of the server. All of these come before those of the cloud; one that came before changes nothing.</summary>
    public void AddServer(string login, IEnumerable<string?> emails)
    {
        if (_onServer.ContainsKey(login))
        {
            return;
        }

        _onServer[login] = Add(login, onServer: true, emails);
        OnServer++;
    }

    /// <summary>Takes an account of the cloud.</summary>
    /// <param name="onServer">The logins that GitHub says the same person has on the server.</param>
    public void AddCloud(string login, IEnumerable<string?> emails, IEnumerable<string> onServer)
    {
        var account = Add(login, onServer: false, emails);
        OnCloud++;
        foreach (var other in onServer)
        {
            if (_onServer.TryGetValue(other, out var known))
            {
                Join(account, known, LicenseMatch.Account);
            }
        }
    }

    /// <summary>Everybody, in the order in which their first account came.</summary>
    public IEnumerable<CountedPerson> People()
    {
        var groups = new Dictionary<int, List<int>>();
        for (var account = 0; account < _accounts.Count; account++)
        {
            var root = Root(account);
            if (!groups.TryGetValue(root, out var members))
            {
                groups[root] = members = new List<int>(1);
            }

            members.Add(account);
        }

        // Who is on the cloud only, by login: the same login on the server only is perhaps the same person.
        var cloudOnly = groups
            .Values.Where(members => members.TrueForAll(one => !_accounts[one].OnServer))
            .SelectMany(members => members)
            .Select(one => _accounts[one].Login)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var doubtful = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var members in groups.Values)
        {
            if (members.TrueForAll(one => _accounts[one].OnServer))
            {
                doubtful.UnionWith(
                    members.Select(one => _accounts[one].Login).Where(cloudOnly.Contains)
                );
            }
        }

        return groups
            .Values.OrderBy(members => members[0])
            .Select(members => Person(members, doubtful));
    }

    private CountedPerson Person(List<int> members, HashSet<string> doubtful)
    {
        var accounts = members.ConvertAll(one => _accounts[one]);
        var sides = accounts.Select(account => account.OnServer).Distinct().Count();
        var twin =
            sides == 1 ? accounts.Find(account => doubtful.Contains(account.Login)) : default;
        return new CountedPerson(
            [.. accounts.Where(account => account.OnServer).Select(account => account.Login)],
            [.. accounts.Where(account => !account.OnServer).Select(account => account.Login)],
            members.Count == 1 ? LicenseMatch.None : _matches[Root(members[0])],
            twin.Login is { } login
                ? $"The other side has an account {login}, too, and no verified e-mail address shows that it is the same person{(twin.ShowsEmail ? "" : ": this account shows none")}."
                : null
        );
    }

    private int Add(string login, bool onServer, IEnumerable<string?> emails)
    {
        var account = _accounts.Count;
        _parents.Add(account);
        _matches.Add(LicenseMatch.None);
        var shows = false;
        _accounts.Add((login, onServer, false));
        foreach (var email in emails)
        {
            if (string.IsNullOrWhiteSpace(email))
            {
                continue;
            }

            shows = true;
            var key = Hash(email);
            if (_emails.TryGetValue(key, out var known))
            {
                Join(account, known, LicenseMatch.Email);
            }
            else
            {
                _emails[key] = account;
            }
        }

        _accounts[account] = (login, onServer, shows);
        return account;
    }

    /// <summary>Makes two accounts one person's; that GitHub said so counts more than an e-mail address.</summary>
    private void Join(int one, int other, LicenseMatch match)
    {
        var (first, second) = (Root(one), Root(other));
        var best =
            match == LicenseMatch.Account
            || _matches[first] == LicenseMatch.Account
            || _matches[second] == LicenseMatch.Account
                ? LicenseMatch.Account
                : LicenseMatch.Email;
        // The earlier account stands for both.
        var (root, leaf) = first < second ? (first, second) : (second, first);
        _parents[leaf] = root;
        _matches[root] = best;
    }

    private int Root(int account)
    {
        while (_parents[account] != account)
        {
            // Halves the way for the next who asks.
            account = _parents[account] = _parents[_parents[account]];
        }

        return account;
    }

    /// <summary>Addresses are the same whatever the case; 128 bits are enough that two are never taken for one.</summary>
    private static UInt128 Hash(string email)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant()), hash);
        return new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
    }
}
