using System.Collections.Concurrent;
using Sandbox.Git;
using Sandbox.Hooks;
using Sandbox.Tls;

namespace Sandbox;

/// <summary>
/// Everything this server knows: accounts, repositories, apps, installations, tokens. Its methods are what people and
/// programs do on a GitHub Enterprise Server, each with the webhooks that follow from it.
/// </summary>
public sealed partial class World
{
    public const string EnterpriseSlug = "sandbox-inc";
    public const string Password = "sandbox";

    private readonly Lock _gate = new();
    private long _lastId;

    internal World(SandboxOptions options, HookSender sender, GitStore git)
    {
        Options = options;
        Clock = new Clock(options.Time);
        Version = options.Version;
        RateLimit = options.Flavour.RateLimit();
        LicenseEnds = Clock.Now.AddYears(1);
        Sender = sender;
        Git = git;
        Seed.Fill(this);
    }

    public SandboxOptions Options { get; }
    public Clock Clock { get; }
    public Flavour Flavour => Options.Flavour;
    public string Version { get; set; }

    /// <summary>Nobody reads anything without signing in, not even <c>/meta</c>.</summary>
    public bool PrivateMode { get; set; }

    /// <summary>Every organization has an IP allow list, and the caller's address is not on it.</summary>
    public bool IpAllowList { get; set; }

    /// <summary>The licence of the server includes GitHub Connect.</summary>
    public bool LicenseHasConnect { get; set; } = true;

    /// <summary>Requests an hour for one caller; null means no limit, as on a server until its administrator turns it on.</summary>
    public int? RateLimit { get; set; }

    /// <summary>How long after its creation an app's install page is not there yet, as on a busy server.</summary>
    public TimeSpan InstallPageDelay { get; set; }

    /// <summary>What a server with TLS shows of its certificate to the next that connect.</summary>
    public Presentation Presentation { get; set; }

    /// <summary>Mint installation tokens in the long, stateless form.</summary>
    public bool StatelessTokens { get; set; }

    public Sessions Sessions { get; private set; } = new();
    public ConcurrentDictionary<string, Account> Accounts { get; } =
        new(StringComparer.OrdinalIgnoreCase);
    public ConcurrentDictionary<long, Repository> Repositories { get; } = new();
    public ConcurrentDictionary<long, App> Apps { get; } = new();
    public ConcurrentDictionary<long, Installation> Installations { get; } = new();
    public ConcurrentDictionary<long, InstallationRequest> InstallationRequests { get; } = new();
    public ConcurrentDictionary<string, InstallationToken> InstallationTokens { get; } =
        new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, UserToken> UserTokens { get; } =
        new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, OAuthCode> OAuthCodes { get; } =
        new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, ManifestCode> ManifestCodes { get; } =
        new(StringComparer.Ordinal);

    /// <summary>Who has authorized which app: (app, person).</summary>
    public ConcurrentDictionary<(long App, long User), DateTimeOffset> Authorizations { get; } =
        new();

    /// <summary>Manifests that were posted without a cookie and wait for the same browser to come back with it.</summary>
    internal ConcurrentDictionary<
        string,
        (string Json, DateTimeOffset ExpiresAt)
    > ParkedManifests { get; } = new(StringComparer.Ordinal);
    internal ConcurrentDictionary<string, DownloadToken> DownloadTokens { get; } =
        new(StringComparer.Ordinal);
    internal ConcurrentDictionary<string, int> RateUsed { get; } = new(StringComparer.Ordinal);
    internal HookSender Sender { get; }

    /// <summary>The repositories on disk.</summary>
    public GitStore Git { get; }

    /// <summary>The one enterprise: a server's own, or the account on a cloud.</summary>
    public Account Enterprise { get; internal set; } = null!;

    /// <summary>When the server's licence runs out.</summary>
    public DateTimeOffset LicenseEnds { get; set; }

    /// <summary>The servers that have reported their licences to this cloud through GitHub Connect.</summary>
    public ConcurrentBag<ConnectedServer> ConnectedServers { get; } = [];

    public DeliveryLog Deliveries => Sender.Log;

    public KnownSecrets Secrets { get; } = new();

    /// <summary>Everything as it was at the start: the seed, no apps, nobody signed in.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            Accounts.Clear();
            ClearRepositories();
            Apps.Clear();
            Installations.Clear();
            InstallationRequests.Clear();
            InstallationTokens.Clear();
            UserTokens.Clear();
            OAuthCodes.Clear();
            ManifestCodes.Clear();
            Authorizations.Clear();
            ParkedManifests.Clear();
            DownloadTokens.Clear();
            RateUsed.Clear();
            Sender.Log.Clear();
            Secrets.Clear();
            ConnectedServers.Clear();
            _personalTokens.Clear();
            Sessions = new Sessions();
            Git.Clear();
            Clock.Skew = TimeSpan.Zero;
            Version = Options.Version;
            PrivateMode = false;
            IpAllowList = false;
            LicenseHasConnect = true;
            RateLimit = Flavour.RateLimit();
            LicenseEnds = Clock.Now.AddYears(1);
            StatelessTokens = false;
            InstallPageDelay = TimeSpan.Zero;
            Presentation = Presentation.Good;
            _lastId = 0;
            Seed.Fill(this);
        }
    }

    /// <summary>Every installation token, user token and code is past its time.</summary>
    public void ExpireTokens()
    {
        var past = Clock.Now.AddSeconds(-1);
        foreach (var token in InstallationTokens.Values)
        {
            InstallationTokens[token.Value] = token with { ExpiresAt = past };
        }

        foreach (var token in UserTokens.Values)
        {
            UserTokens[token.Value] = token with { ExpiresAt = past };
        }
    }

    public Account? FindAccount(string? login) =>
        login is null ? null : Accounts.GetValueOrDefault(login);

    /// <summary>The person or the app's bot to whom a commit's address belongs.</summary>
    public Account? FindByEmail(string email) =>
        Accounts.Values.FirstOrDefault(account => account.Email == email)
        ?? Apps.Values.Select(app => app.Bot).FirstOrDefault(bot => bot.Email == email);

    public Account? FindOrganization(string login) =>
        FindAccount(login) is { IsOrganization: true } found ? found : null;

    /// <summary>Before 3.16 an enterprise could not own apps.</summary>
    public Account? FindEnterprise(string slug) =>
        Enterprise.Login.Equals(slug, StringComparison.OrdinalIgnoreCase) && !IsOlderThan(3, 16)
            ? Enterprise
            : null;

    /// <summary>Is this a server of an earlier release? One that hides its version, or a cloud, is not.</summary>
    public bool IsOlderThan(int major, int minor) =>
        !Flavour.IsCloud()
        && System.Version.TryParse(Version, out var version)
        && version < new Version(major, minor);

    /// <summary>The accounts a person decides for: the own one and the organizations owned.</summary>
    public IEnumerable<Account> AccountsRunBy(Account person) =>
        Accounts
            .Values.Where(account => account.IsRunBy(person))
            .OrderBy(account => account.IsOrganization)
            .ThenBy(account => account.Login, StringComparer.Ordinal);

    public IEnumerable<Account> OrganizationsOf(Account person) =>
        Accounts
            .Values.Where(account => account.IsOrganization && account.IsSeenBy(person))
            .OrderBy(account => account.Login, StringComparer.Ordinal);

    internal long NextId() => Interlocked.Increment(ref _lastId);
}
