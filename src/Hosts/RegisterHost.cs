using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>What an administrator fills in to register a host.</summary>
public sealed class HostForm
{
    public HostFlavor Flavor { get; set; }
    public string? Name { get; set; }
    public string? Url { get; set; }

    /// <summary>Where the API begins, if that does not follow from the address.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>A network that exists; null for directly, or as <see cref="NewNetwork"/> says.</summary>
    public Guid? NetworkId { get; set; }

    /// <summary>A network that is stored with the host, unless it is empty or <see cref="NetworkId"/> is set.</summary>
    public NetworkForm NewNetwork { get; } = new();

    /// <summary>SHA-256 of the certificate that the administrator compared and trusts, in hexadecimal.</summary>
    public string? PinnedCertificate { get; set; }
}

/// <summary>How a registration ended. Exactly one of the four cases.</summary>
public sealed record Registration
{
    /// <summary>The host's id, registered now or before.</summary>
    public Guid? HostId { get; private init; }

    /// <summary>True when a host with this address existed and is used again.</summary>
    public bool Existed { get; private init; }

    /// <summary>The field to correct and the sentence that says how.</summary>
    public (string Field, string Sentence)? Problem { get; private init; }

    /// <summary>All that is wrong with the network that came along, where the problem is one of its fields.</summary>
    public IReadOnlyDictionary<string, string>? Network { get; internal init; }

    /// <summary>What the preflight saw, when it says that the host cannot be registered.</summary>
    public PreflightReport? Refusal { get; private init; }

    /// <summary>The address was typed with a path or query, which is not used.</summary>
    public bool Shortened { get; private init; }

    internal static Registration Of(Guid id, bool shortened) =>
        new() { HostId = id, Shortened = shortened };

    internal static Registration Again(Guid id) => new() { HostId = id, Existed = true };

    internal static Registration Wrong(string field, string sentence) =>
        new() { Problem = (field, sentence) };

    internal static Registration Refused(PreflightReport report) => new() { Refusal = report };
}

/// <summary>Registers a GitHub after a preflight. Nothing is stored unless it is one that can be connected.</summary>
public sealed class RegisterHost(
    Preflight preflight,
    PreflightHistory history,
    SaveNetwork networks,
    IDbContextFactory<PortalDb> dbs,
    IOptions<PortalOptions> options,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    private static readonly IReadOnlyDictionary<string, string> s_none =
        new Dictionary<string, string>();

    /// <param name="tell">Called with each step of the preflight as it is known, on any thread.</param>
    public async Task<Registration> RunAsync(
        HostForm form,
        Actor actor,
        CancellationToken cancellationToken,
        Action<PreflightStep>? tell = null
    )
    {
        var (host, route, wrong, shortened) = await ReadAsync(form, cancellationToken);
        if (host is null || route is null)
        {
            return wrong!;
        }

        var endpoint = new GitHubEndpoint(host.WebUrl, host.ApiUrl, route, host.PinnedCertificate);
        var report = await preflight.RunAsync(
            endpoint,
            host.Flavor,
            app: null,
            tell,
            cancellationToken
        );
        if (report.State == ResourceState.Error)
        {
            return Registration.Refused(report);
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (form.NetworkId is null && !form.NewNetwork.IsEmpty)
        {
            var network = networks.Add(
                db,
                await SaveNetwork.FreeNameAsync(
                    db,
                    form.NewNetwork.Name,
                    host.Name,
                    cancellationToken
                )
            );
            networks.Fill(db, network, route);
            host.NetworkId = network.Id;
        }

        db.Hosts.Add(host);
        history.Take(db, host, report, actor);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The same address was registered in another tab meanwhile.
            db.ChangeTracker.Clear();
            if (await FindAsync(db, host.WebUrl, cancellationToken) is { } other)
            {
                return Registration.Again(other);
            }

            throw;
        }

        await audit.WriteAsync(actor, "registered the host", host.WebUrl, cancellationToken);
        changes.Publish(host.Id);
        return Registration.Of(host.Id, shortened);
    }

    /// <summary>The row that would be stored and the way to it; or what is wrong, or the host that exists.</summary>
    private async Task<(
        Data.Host? Host,
        NetworkRoute? Route,
        Registration? Wrong,
        bool Shortened
    )> ReadAsync(HostForm form, CancellationToken cancellationToken)
    {
        var allowHttp = options.Value.AllowHttpHosts;
        var address = HostAddress.Read(
            form.Flavor == HostFlavor.DotCom && string.IsNullOrWhiteSpace(form.Url)
                ? HostAddress.DotCom
                : form.Url,
            allowHttp,
            form.Flavor
        );
        if (address.WebUrl is null)
        {
            return Stop(Registration.Wrong(nameof(HostForm.Url), address.Problem!));
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, address.WebUrl, cancellationToken) is { } known)
        {
            return Stop(Registration.Again(known));
        }

        var name = string.IsNullOrWhiteSpace(form.Name)
            ? new Uri(address.WebUrl).Authority
            : form.Name.Trim();
        if (name.Length > 100)
        {
            return Stop(
                Registration.Wrong(
                    nameof(HostForm.Name),
                    $"The name has {name.Length} characters; 100 are possible."
                )
            );
        }

        var api = address.ApiUrl!;
        if (!string.IsNullOrWhiteSpace(form.ApiUrl))
        {
            var (typed, wrongApi) = HostAddress.ReadApi(form.ApiUrl, allowHttp);
            if (typed is null)
            {
                return Stop(Registration.Wrong(nameof(HostForm.ApiUrl), wrongApi!));
            }

            api = typed;
        }

        var network = form.NetworkId is { } id
            ? await db
                .Networks.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            : null;
        if (form.NetworkId is not null && network is null)
        {
            return Stop(
                Registration.Wrong(
                    nameof(HostForm.NetworkId),
                    "This network was deleted meanwhile. Choose another."
                )
            );
        }

        var (route, problems) =
            network is not null ? (NetworkRoute.Of(network), s_none)
            : form.NewNetwork.IsEmpty ? (NetworkRoute.Direct, s_none)
            : ReadNetwork.From(form.NewNetwork);
        if (route is null)
        {
            var (field, sentence) = problems.First();
            return Stop(Registration.Wrong(field, sentence) with { Network = problems });
        }

        var now = time.GetUtcNow();
        var host = new Data.Host
        {
            Id = Guid.NewGuid(),
            Name = name,
            Flavor = address.Flavor,
            WebUrl = address.WebUrl,
            ApiUrl = api,
            NetworkId = network?.Id,
            PinnedCertificate = form.PinnedCertificate,
            State = ResourceState.Pending,
            StateSince = now,
            CreatedAt = now,
        };
        return (host, route, null, address.Shortened);

        static (Data.Host?, NetworkRoute?, Registration?, bool) Stop(Registration registration) =>
            (null, null, registration, false);
    }

    private static async Task<Guid?> FindAsync(
        PortalDb db,
        string webUrl,
        CancellationToken cancellationToken
    ) =>
        await db
            .Hosts.Where(host => host.WebUrl == webUrl)
            .Select(host => (Guid?)host.Id)
            .SingleOrDefaultAsync(cancellationToken);
}
