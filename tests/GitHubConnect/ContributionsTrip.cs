using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.GitHubConnect.Contributions;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.GitHubConnect;

/// <summary>A link whose contributions are added up, and what people do with it.</summary>
internal sealed class ContributionsTrip(BothSidesTrip both)
{
    public Trip Trip => both.Trip;

    public Guid LinkId => both.LinkId;

    public string Page => $"github-connect/{LinkId}/contributions";

    public SandboxServer Side(LinkSide side) => side == LinkSide.Server ? both.Server : both.Cloud;

    /// <summary>Both sides whole, the feature freshly switched on, and nobody linked.</summary>
    public static async Task<ContributionsTrip> FreshAsync(BothSidesTrip both)
    {
        both.Server.Faults.Clear();
        both.Cloud.Faults.Clear();
        var trip = new ContributionsTrip(both);
        await trip.OffAsync();
        Assert.Null(
            await trip
                .Trip.Doors.Get<SwitchFeature>()
                .OnAsync(both.LinkId, LinkFeatureKind.UnifiedContributions, Doors.Actor, Stop)
        );
        await trip.SeenAsync(row => row.LastRunAt is not null);
        return trip;
    }

    public Task OffAsync() =>
        Trip
            .Doors.Get<SwitchFeature>()
            .OffAsync(LinkId, LinkFeatureKind.UnifiedContributions, Doors.Actor, Stop);

    /// <summary>Leaves for a side as the page's button does, and comes back; the portal's page in the end.</summary>
    public async Task<HtmlPage> LinkAsync(LinkSide side) =>
        await Trip.Browser.FollowAsync(await ReturnAsync(side));

    /// <summary>The same up to the portal's own answer to the return.</summary>
    public async Task<HtmlPage> ReturnAsync(LinkSide side) =>
        await Trip.Browser.GetAsync(await WayBackAsync(side));

    /// <summary>Leaves for a side, and the address with which it sends the browser back.</summary>
    public async Task<Uri> WayBackAsync(LinkSide side)
    {
        var page = await Trip.Browser.GetAsync(
            $"{Page}/{side.ToString().ToLowerInvariant()}/authorize"
        );
        while (
            page.Location is { } next
            && !next.AbsolutePath.EndsWith("/callbacks/authorized", StringComparison.Ordinal)
        )
        {
            page = await Trip.Browser.GetAsync(next);
        }

        if (!page.IsRedirect)
        {
            page = await Trip.Browser.SubmitAsync(page, "main form");
        }

        return page.Location!;
    }

    public Task<string?> LinkByEmailAsync(string onServer, string onCloud) =>
        Trip.Doors.Get<LinkByEmail>().RunAsync(LinkId, onServer, onCloud, Doors.Actor, Stop);

    /// <summary>Asks for the contributions, as the button does, and waits until the portal's worker read them.</summary>
    public async Task<LinkFeature> ReadAsync()
    {
        await Trip
            .Doors.Get<SwitchFeature>()
            .RunAsync(LinkId, LinkFeatureKind.UnifiedContributions, Stop);
        var asked = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        return await SeenAsync(row => !row.RunWanted && row.LastRunAt >= asked);
    }

    /// <summary>Somebody pushes to a default branch on one side.</summary>
    public async Task PushAsync(LinkSide side, string author, int commits)
    {
        using var control = new SandboxControl(Side(side));
        for (var commit = 0; commit < commits; commit++)
        {
            await control.PostAsync(
                "push",
                new
                {
                    repository = "acme/widgets",
                    branch = "main",
                    message = $"Contribute {Guid.NewGuid():N}",
                    author,
                }
            );
        }
    }

    public async Task<List<Contributor>> PeopleAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Contributors.AsNoTracking()
            .Include(row => row.Accounts)
            .Where(row => row.LinkId == LinkId)
            .ToListAsync(Stop);
    }

    /// <summary>The one person there is, once both accounts were read since the last change.</summary>
    public async Task<Contributor> ReadPersonAsync()
    {
        await ReadAsync();
        return Assert.Single(await PeopleAsync());
    }

    public async Task<string> WordsAsync(string more = "") =>
        string.Join(
            ' ',
            (await Trip.Browser.GetAsync(Page + more)).Words.Split(
                (char[]?)null,
                StringSplitOptions.RemoveEmptyEntries
            )
        );

    public Task<LinkFeature> SeenAsync(Func<LinkFeature, bool> enough) =>
        Until.SeenAsync(
            async () =>
            {
                await using var db = await Trip.Doors.OpenAsync();
                return await db
                    .LinkFeatures.AsNoTracking()
                    .SingleAsync(
                        row =>
                            row.LinkId == LinkId
                            && row.Kind == LinkFeatureKind.UnifiedContributions,
                        Stop
                    );
            },
            enough
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
