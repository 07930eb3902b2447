using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.GitHubConnect;

/// <summary>A portal with a server and a cloud account that are connected and linked, for all tests of a class.</summary>
public sealed class BothSidesTrip : IAsyncLifetime
{
    public const string Organization = "acme";

    private Trip? _trip;
    private SandboxServer? _cloud;

    public Trip Trip => _trip ?? throw new InvalidOperationException("The trip has not begun.");

    public SandboxServer Server => Trip.Rehearsal.Sandbox;

    public SandboxServer Cloud => _cloud!;

    public Guid LinkId { get; private set; }

    public Guid OnServer { get; private set; }

    public Guid OnCloud { get; private set; }

    public Guid Person { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _trip = await Trip.BeginAsync(organization: Organization);
        OnServer = (await Trip.ConnectAsync(Organization)).Id;
        _cloud = await SandboxServer.StartAsync(
            new SandboxOptions { Url = "http://127.0.0.2:0", Flavour = Flavour.DotCom },
            Stop
        );
        await Trip.Browser.SignInToSandboxAsync(Cloud.Url);
        var host = await Trip.Doors.RegisterAsync(
            new HostForm
            {
                Flavor = HostFlavor.DotCom,
                Url = Cloud.Url.AbsoluteUri,
                ApiUrl = Cloud.ApiUrl.AbsoluteUri,
            }
        );
        Trip.TurnTo(await Trip.Doors.ProposeAsync(host, Organization));
        var connection = await Trip.ConnectAsync(Organization);
        OnCloud = connection.Id;
        await using var db = await Trip.Doors.OpenAsync();
        Person = await db.Users.Select(user => user.Id).SingleAsync(Stop);
        LinkId = Guid.NewGuid();
        db.Links.Add(
            new Link
            {
                Id = LinkId,
                ServerId = (await Trip.Doors.ConnectionAsync(OnServer))!.HostId,
                CloudFlavor = HostFlavor.DotCom,
                CloudWebUrl = connection.Host.WebUrl,
                CloudApiUrl = connection.Host.ApiUrl,
                ConnectionId = OnCloud,
                EnabledAt = TimeProvider.System.GetUtcNow(),
                CreatedAt = TimeProvider.System.GetUtcNow(),
                CreatedBy = "test",
            }
        );
        db.AddRange(
            Enum.GetValues<PrerequisiteKind>()
                .Select(kind => new LinkPrerequisite { LinkId = LinkId, Kind = kind })
        );
        await db.SaveChangesAsync(Stop);
    }

    /// <summary>Both sides whole, unified search on, private repositories closed and nobody with a grant.</summary>
    public async Task<BothSidesTrip> FreshAsync()
    {
        Server.Faults.Clear();
        Cloud.Faults.Clear();
        var features = Trip.Doors.Get<SwitchFeature>();
        await features.OffAsync(LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop);
        Assert.Null(
            await features.OnAsync(LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop)
        );
        foreach (var connection in new[] { OnServer, OnCloud })
        {
            await Trip.Doors.Get<GrantAccess>().TakeAsync(connection, Person, Doors.Actor, Stop);
        }

        return this;
    }

    public Task AllowPrivateAsync() =>
        Trip.Doors.Get<SwitchFeature>().AllowPrivateAsync(LinkId, true, Doors.Actor, Stop);

    public async Task GrantAsync(params Guid[] connections)
    {
        foreach (var connection in connections)
        {
            Assert.True(
                await Trip.Doors.Get<GrantAccess>().GiveAsync(connection, Person, Doors.Actor, Stop)
            );
        }
    }

    public async Task<SearchView> SearchAsync(string q, string type = "", int page = 1) =>
        SearchView.Of(
            await Trip.Browser.GetAsync(
                $"search?q={Uri.EscapeDataString(q)}&type={type}&page={page}"
            )
        );

    /// <summary>The first repository of the organization on this side that everybody may see, or that not everybody may.</summary>
    public static Sandbox.Repository Repository(SandboxServer side, bool isPublic) =>
        side
            .World.RepositoriesOf(side.World.FindAccount(Organization)!)
            .First(one => one.Visibility == Visibility.Public == isPublic && !one.Empty);

    public async ValueTask DisposeAsync()
    {
        if (_trip is not null)
        {
            await _trip.DisposeAsync();
        }

        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

/// <summary>What the page shows: each result as "title @ Side · host", and what it says beside them.</summary>
public sealed record SearchView(
    HtmlPage Page,
    IReadOnlyList<string> Hits,
    string Notices,
    string Words
)
{
    public IReadOnlyList<string> On(SandboxServer side) =>
        [
            .. Hits.Where(hit => hit.EndsWith(side.Url.Authority, StringComparison.Ordinal))
                .Select(hit => hit.Split(" @ ")[0]),
        ];

    public static SearchView Of(HtmlPage page) =>
        new(
            page,
            [
                .. page
                    .Document.QuerySelectorAll("main .hits > li")
                    .Select(hit =>
                        $"{hit.QuerySelector("a")!.TextContent} @ {hit.QuerySelector(".origin")!.TextContent}"
                    ),
            ],
            string.Join(
                '\n',
                page.Document.QuerySelectorAll("main .notice")
                    .Select(notice => notice.TextContent.Trim())
            ),
            page.Document.QuerySelector("main")!.TextContent
        );
}
