using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Sandbox;

namespace Portal.Tests.Harness;

/// <summary>
/// One portal and one cloud for all tests of a class; each test has a server of its own, so that it makes a link of its own.
/// </summary>
public class LinkTrip : IAsyncLifetime
{
    public const string Organization = "globex";
    public const string Enterprise = "sandbox-inc";
    private readonly List<SandboxServer> _servers = [];
    private Trip? _trip;
    private SandboxServer? _cloud;

    protected virtual Flavour Flavour => Flavour.DotCom;

    public Trip Trip => _trip ?? throw new InvalidOperationException("The trip has not begun.");

    public SandboxServer Cloud =>
        _cloud ?? throw new InvalidOperationException("The trip has not begun.");

    /// <summary>The server of the present test.</summary>
    public SandboxServer Server => _servers[^1];

    public Guid ServerId { get; private set; }

    public Guid LinkId { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _trip = await Trip.BeginAsync(organization: Organization);
        _cloud = await SandboxServer.StartAsync(
            new SandboxOptions { Flavour = Flavour, Url = "http://127.0.0.3:0" },
            Stop
        );
        await Trip.Browser.SignInToSandboxAsync(Cloud.Url);
    }

    /// <summary>A new server of this version, registered, with a link to the cloud that is just begun.</summary>
    public async Task<Link> BegunAsync(string version = "3.19.1")
    {
        await RegisterAsync(version);
        LinkId = (await BeginAsync()).LinkId!.Value;
        return await LinkAsync();
    }

    /// <summary>A new server of this version as a host.</summary>
    public async Task RegisterAsync(string version = "3.19.1")
    {
        Cloud.Faults.Clear();
        Cloud.World.IpAllowList = false;
        _servers.Add(
            await SandboxServer.StartAsync(
                new SandboxOptions { Url = "http://127.0.0.1:0", Version = version },
                Stop
            )
        );
        ServerId = await Trip.Doors.RegisterAsync(Server.Url);
    }

    public Task<LinkBeginning> BeginAsync() =>
        Trip
            .Doors.Get<BeginLink>()
            .RunAsync(
                new LinkForm
                {
                    ServerId = ServerId,
                    Cloud = Enum.Parse<HostFlavor>(Flavour.ToString()),
                    CloudUrl = Cloud.Url.AbsoluteUri,
                    CloudApiUrl = Cloud.ApiUrl.AbsoluteUri,
                },
                Doors.Actor,
                Stop
            );

    /// <summary>The same, with everything that it needs measured or confirmed, and the terms accepted.</summary>
    public async Task<Link> ReadyAsync()
    {
        await BegunAsync();
        await MeasureAsync();
        foreach (var need in LinkNeeds.Of(await LinkAsync()).Where(need => need.May))
        {
            await AttestAsync(need.Kind);
        }

        await Trip.Doors.Get<AcceptTerms>().RunAsync(LinkId, Doors.Actor, Stop);
        return await LinkAsync();
    }

    /// <summary>The same, with an app that the account created, authorized and installed: an enabled link.</summary>
    public async Task<Link> EnabledAsync(OwnerKind owner = OwnerKind.Organization)
    {
        await ReadyAsync();
        var choice = await ConnectAsync(
            owner,
            owner == OwnerKind.Enterprise ? Enterprise : Organization
        );
        Trip.TurnTo(choice.ConnectionId!.Value);
        await Trip.Browser.FollowAsync(
            await Trip.CreateOnServerAsync($"Connect {Guid.NewGuid():N}"[..24])
        );
        await Trip.InstallOnServerAsync(await Trip.AuthorizeOnServerAsync(), Organization);
        return await SeenAsync(link => link is { EnabledAt: not null, RefreshedAt: not null });
    }

    public Task MeasureAsync() => Trip.Doors.Get<MeasureNeeds>().RunAsync(LinkId, Stop);

    public Task AttestAsync(PrerequisiteKind kind, bool itIsSo = true) =>
        Trip.Doors.Get<AttestNeed>().RunAsync(LinkId, kind, itIsSo, Doors.Actor, Stop);

    public Task<LinkChoice> ConnectAsync(OwnerKind owner, string slug) =>
        Trip.Doors.Get<ConnectLink>().RunAsync(LinkId, owner, slug, Doors.Actor, Stop);

    public async Task<Link> LinkAsync() =>
        await FindAsync() ?? throw new InvalidOperationException("The link is gone.");

    public async Task<Link?> FindAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Links.AsNoTracking()
            .Include(link => link.Server)
            .Include(link => link.Prerequisites)
            .Include(link => link.Features)
            .Include(link => link.Credentials)
            .Include(link => link.Connection!.App.Host)
            .Include(link => link.Connection!.Installation)
            .AsSplitQuery()
            .SingleOrDefaultAsync(link => link.Id == LinkId, Stop);
    }

    public Task<Link> SeenAsync(Func<Link, bool> enough) => Until.SeenAsync(LinkAsync, enough);

    public async Task<LinkPrerequisite> NeedAsync(PrerequisiteKind kind) =>
        (await LinkAsync()).Prerequisites.Single(row => row.Kind == kind);

    /// <summary>A page of the link, as words.</summary>
    public async Task<string> PageAsync(string part = "") =>
        string.Join(
            ' ',
            (await Trip.Browser.GetAsync($"github-connect/{LinkId}{part}")).Words.Split(
                (char[]?)null,
                StringSplitOptions.RemoveEmptyEntries
            )
        );

    public async ValueTask DisposeAsync()
    {
        if (_trip is not null)
        {
            await _trip.DisposeAsync();
        }

        foreach (var server in _servers.Append(_cloud).OfType<SandboxServer>())
        {
            await server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

/// <summary>The same with a cloud that is SUBDOMAIN.ghe.com.</summary>
public sealed class DataResidencyLinkTrip : LinkTrip
{
    protected override Flavour Flavour => Flavour.DataResidency;
}
