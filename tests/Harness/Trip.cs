using Portal.Data;
using Portal.Hosts;
using Sandbox;

namespace Portal.Tests.Harness;

/// <summary>
/// One administrator with one browser, on the way from the portal to the server and back. Each step is a request that a
/// real browser makes.
/// </summary>
public sealed class Trip : IAsyncDisposable
{
    private Trip(Rehearsal rehearsal)
    {
        Rehearsal = rehearsal;
        Doors = Doors.To(rehearsal.Portal);
        Browser = new PortalClient(rehearsal.Portal);
    }

    public Rehearsal Rehearsal { get; }

    public PortalProcess Portal => Rehearsal.Portal;

    public SandboxControl GitHub => Rehearsal.Control;

    public Doors Doors { get; }

    public PortalClient Browser { get; }

    public Guid HostId { get; private set; }

    public Guid ConnectionId { get; private set; }

    /// <summary>Starts a portal with quick clocks, signed in on both sides, with a host and a proposed app.</summary>
    public static async Task<Trip> BeginAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        string organization = "acme",
        string subPath = "",
        Flavour flavour = Flavour.EnterpriseServer,
        string? dataDirectory = null
    )
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Portal:GoneConfirmation"] = "00:00:01",
            ["Portal:RetryDelay"] = "00:00:01",
            // A test that counts is not counted into by the schedule.
            ["Portal:CheckInterval"] = "12:00:00",
        };
        foreach (var (name, value) in await SharedPostgres.OrAskedForAsync(settings))
        {
            values[name] = value;
        }

        var trip = new Trip(
            await Rehearsal.StartAsync(
                new Staging
                {
                    Portal = new PortalSettings
                    {
                        Values = values,
                        SubPath = subPath,
                        DataDirectory = dataDirectory,
                    },
                    Sandbox = new SandboxOptions { Flavour = flavour },
                }
            )
        );
        try
        {
            await trip.Browser.SignInAsync();
            await trip.Browser.SignInToSandboxAsync(trip.Rehearsal.Sandbox.Url);
            trip.HostId = await trip.Doors.RegisterAsync(
                new HostForm
                {
                    Url = trip.Rehearsal.Sandbox.Url.AbsoluteUri,
                    Flavor = Enum.Parse<HostFlavor>(flavour.ToString()),
                    // In a rehearsal a cloud's API has an address of its own that no name tells.
                    ApiUrl =
                        flavour == Flavour.EnterpriseServer
                            ? null
                            : trip.Rehearsal.Sandbox.ApiUrl.AbsoluteUri,
                }
            );
            trip.ConnectionId = await trip.Doors.ProposeAsync(trip.HostId, organization);
            return trip;
        }
        catch
        {
            await trip.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins, and goes on until the connection is available and its repositories are read.</summary>
    public static async Task<Trip> ConnectedAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        string organization = "acme",
        string subPath = ""
    )
    {
        var trip = await BeginAsync(settings, organization, subPath);
        try
        {
            await trip.ConnectAsync(organization);
            return trip;
        }
        catch
        {
            await trip.DisposeAsync();
            throw;
        }
    }

    /// <summary>Proposes another app on the same host; from here on the trip is about its connection.</summary>
    public async Task ProposeAsync(string organization, string? name = null) =>
        ConnectionId = await Doors.ProposeAsync(
            HostId,
            organization,
            name ?? $"Portal {Guid.NewGuid():N}"[..20]
        );

    /// <summary>From here on the trip is about this connection.</summary>
    public void TurnTo(Guid connection) => ConnectionId = connection;

    /// <summary>Goes the whole way with the proposed app; what the portal then says of the connection.</summary>
    public async Task<Connection> ConnectAsync(string account)
    {
        await Browser.FollowAsync(await CreateOnServerAsync());
        await InstallOnServerAsync(await AuthorizeOnServerAsync(), account);
        return await Until.SeenAsync(
            () => ConnectionAsync(),
            connection =>
                connection
                    is {
                        State: ResourceState.Available,
                        Installation: { SyncedAt: not null, SyncWanted: false }
                    }
        );
    }

    public async Task<Connection> ConnectionAsync() =>
        await Doors.ConnectionAsync(ConnectionId)
        ?? throw new InvalidOperationException("The connection is gone.");

    /// <summary>Leaves with the manifest and creates the app; the redirect that leads back to the portal, not followed.</summary>
    public async Task<HtmlPage> CreateOnServerAsync(string? name = null)
    {
        var leave = await Browser.GetAsync($"connections/{ConnectionId}/leave");
        var form = await Browser.SubmitAsync(
            leave,
            "form[action*='settings/apps/new']",
            follow: true
        );
        return await Browser.SubmitAsync(
            form,
            "main form",
            name is null ? null : new Dictionary<string, string?> { ["name"] = name }
        );
    }

    /// <summary>Authorizes the app; what the portal answered to the return, not followed.</summary>
    public async Task<HtmlPage> AuthorizeOnServerAsync()
    {
        // Somebody who has authorized the app before is not asked again.
        var page = await Browser.GetAsync($"connections/{ConnectionId}/authorize");
        while (
            page.Location is { } next
            && !next.AbsolutePath.EndsWith("/callbacks/authorized", StringComparison.Ordinal)
        )
        {
            page = await Browser.GetAsync(next);
        }

        if (!page.IsRedirect && page.Url.Authority != Portal.Url.Authority)
        {
            page = await Browser.SubmitAsync(page, "main form");
        }

        return page.IsRedirect ? await Browser.GetAsync(page.Location!) : page;
    }

    /// <summary>From the portal's answer to an authorization through the install page back; the page that ends it.</summary>
    public async Task<HtmlPage> InstallOnServerAsync(
        HtmlPage authorized,
        string account = "acme"
    ) => await Browser.FollowAsync(await PressInstallAsync(authorized, account));

    /// <summary>The same, but the redirect that leads back to the portal is not followed.</summary>
    public async Task<HtmlPage> PressInstallAsync(HtmlPage authorized, string account = "acme")
    {
        var page = await Browser.FollowAsync(authorized);
        if (page.Document.QuerySelector("main form[method=post]") is null)
        {
            var choice = page
                .Document.QuerySelectorAll("main a")
                .First(link => link.TextContent.Trim() == account)
                .GetAttribute("href")!;
            page = await Browser.GetAsync(new Uri(page.Url, choice), follow: true);
        }

        return await Browser.SubmitAsync(page, "main form[method=post]");
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Doors.DisposeAsync();
        await Rehearsal.DisposeAsync();
    }
}
