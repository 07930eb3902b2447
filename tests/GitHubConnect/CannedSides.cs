using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.GitHubConnect.Search;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>A link in the database whose two sides answer a search with what a test makes up, right or wrong.</summary>
internal sealed class CannedSides : IAsyncDisposable
{
    public const string Nothing = """{"total_count":0,"incomplete_results":false,"items":[]}""";

    private static readonly string s_key = NewKey();
    private readonly QuietPortal _portal;
    private readonly List<RawServer> _servers = [];

    private CannedSides(QuietPortal portal) => _portal = portal;

    public Guid LinkId { get; } = Guid.NewGuid();

    public Doors Doors => _portal.Doors;

    /// <summary>What came in at the server.</summary>
    public IEnumerable<string> AskedOfServer => _servers[0].Heads;

    /// <param name="server">The JSON that the server answers a question with, once the task is done; null for a port where nobody is.</param>
    public static async Task<CannedSides> BeginAsync(
        Func<Task<string>>? server,
        Func<Task<string>>? cloud,
        string permissions = "contents: read\nissues: read\nmetadata: read\npull_requests: read"
    )
    {
        var sides = new CannedSides(await QuietPortal.StartAsync());
        await using var db = await sides.Doors.OpenAsync();
        var onServer = sides.Add(db, HostFlavor.EnterpriseServer, server, permissions);
        var onCloud = sides.Add(db, HostFlavor.DotCom, cloud, permissions);
        var link = new Link
        {
            Id = sides.LinkId,
            ServerId = onServer.HostId,
            CloudFlavor = HostFlavor.DotCom,
            CloudWebUrl = "https://github.com",
            CloudApiUrl = "https://api.github.com",
            ConnectionId = onCloud.Id,
            EnabledAt = Now,
            CreatedAt = Now,
            CreatedBy = "test",
        };
        link.Features.Add(
            new LinkFeature
            {
                LinkId = link.Id,
                Kind = LinkFeatureKind.UnifiedSearch,
                EnabledAt = Now,
                EnabledBy = "test",
            }
        );
        db.Add(link);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return sides;
    }

    public Task<SearchPage> SearchAsync(
        SearchKind kind = SearchKind.Repositories,
        string q = "x"
    ) =>
        Doors
            .Get<UnifiedSearch>()
            .RunAsync(
                new SearchRequest(LinkId, kind, q),
                Doors.Actor,
                anew: true,
                TestContext.Current.CancellationToken
            );

    /// <summary>What the portal makes of the server's answer to a question about the contributions of U_0, U_1 and so on.</summary>
    public async Task<IReadOnlyDictionary<string, AccountCalendar>> ContributionsAsync(
        int accounts = 1
    )
    {
        await using var db = await Doors.OpenAsync();
        var installation = await db
            .Installations.Include(row => row.App.Host)
            .SingleAsync(
                row => row.App.Host.Flavor == HostFlavor.EnterpriseServer,
                TestContext.Current.CancellationToken
            );
        return await Doors
            .Get<ContributionsApi>()
            .ReadAsync(
                installation,
                [.. Enumerable.Range(0, accounts).Select(number => $"U_{number}")],
                TestContext.Current.CancellationToken
            );
    }

    /// <summary>Two people with accounts on both sides, where contributions are added up.</summary>
    public async Task<(Guid First, Guid Second)> AddContributorsAsync()
    {
        await using var db = await Doors.OpenAsync();
        db.Add(
            new LinkFeature
            {
                LinkId = LinkId,
                Kind = LinkFeatureKind.UnifiedContributions,
                EnabledAt = Now,
                EnabledBy = "test",
            }
        );
        Guid[] people = [Guid.NewGuid(), Guid.NewGuid()];
        foreach (var (number, id) in people.Index())
        {
            var person = new Contributor { Id = id, LinkId = LinkId };
            person.Accounts.AddRange(
                Enum.GetValues<LinkSide>()
                    .Select(side => new ContributorAccount
                    {
                        ContributorId = id,
                        LinkId = LinkId,
                        Side = side,
                        GitHubId = number,
                        NodeId = $"U_{number}",
                        Login = $"person-{number}",
                        Proof = AccountProof.Email,
                        LinkedBy = "test",
                        LinkedAt = Now,
                    })
            );
            db.Add(person);
        }

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (people[0], people[1]);
    }

    /// <summary>The link, as one whose needs nobody has looked at.</summary>
    public async Task<Link> NeedyAsync()
    {
        await using var db = await Doors.OpenAsync();
        db.AddRange(
            Enum.GetValues<PrerequisiteKind>()
                .Select(kind => new LinkPrerequisite { LinkId = LinkId, Kind = kind })
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return await LinkAsync();
    }

    public async Task<Link> LinkAsync()
    {
        await using var db = await Doors.OpenAsync();
        return await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .Include(row => row.Prerequisites)
            .Include(row => row.Connection!.App)
            .SingleAsync(row => row.Id == LinkId, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _servers.ForEach(server => server.Dispose());
        await _portal.DisposeAsync();
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private Connection Add(
        PortalDb db,
        HostFlavor flavor,
        Func<Task<string>>? answer,
        string permissions
    )
    {
        var url = answer is null ? $"http://127.0.0.{1 + (int)flavor}:1" : Serve(answer);
        var host = new Portal.Data.Host
        {
            Id = Guid.NewGuid(),
            Name = flavor == HostFlavor.DotCom ? "github.com" : "ghes.example.com",
            Flavor = flavor,
            WebUrl = url,
            ApiUrl = url,
            State = ResourceState.Available,
            StateSince = Now,
            CreatedAt = Now,
        };
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = host.Id,
            Key = $"key-{flavor}",
            OwnerKind = OwnerKind.Organization,
            OwnerSlug = "acme",
            ProposedName = "Portal acme",
            Creation = AppCreation.Created,
            CreationChangedAt = Now,
            GitHubId = 7,
            ClientId = "Iv1.7",
        };
        var installation = new Installation
        {
            Id = Guid.NewGuid(),
            AppId = app.Id,
            GitHubId = 70,
            Account = "acme",
            AccountType = "Organization",
            RepositorySelection = "all",
            SettingsPath = "/settings",
            Permissions = permissions,
            Events = "",
        };
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = $"acme on {host.Name}",
            HostId = host.Id,
            AppId = app.Id,
            InstallationId = installation.Id,
            State = ResourceState.Available,
            Stage = Stage.Complete,
            StateSince = Now,
            CreatedAt = Now,
        };
        var repository = new Portal.Data.Repository
        {
            Id = Guid.NewGuid(),
            InstallationId = installation.Id,
            GitHubId = 1,
            FullName = "acme/open",
            Visibility = "public",
            DefaultBranch = "main",
        };
        db.AddRange(host, app, installation, connection, repository);
        Doors.Get<SecretStore>().Put(db, app.Id, SecretField.PrivateKey, new SecretText(s_key));
        return connection;
    }

    private string Serve(Func<Task<string>> answer)
    {
        RawServer? server = null;
        server = RawServer.Writing(async stream =>
        {
            var head = server!.Heads.Last();
            var body = head.Contains("/access_tokens ", StringComparison.Ordinal)
                ? """{"token":"ghs_canned","expires_at":"2999-01-01T00:00:00Z"}"""
                : await answer();
            var bytes = Encoding.UTF8.GetBytes(body);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-GitHub-Request-Id: 1\r\nConnection: close\r\nContent-Length: {bytes.Length}\r\n\r\n"
                )
            );
            await stream.WriteAsync(bytes);
        });
        _servers.Add(server);
        return server.Url.AbsoluteUri.TrimEnd('/');
    }

    private static string NewKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKeyPem();
    }
}
