using Portal.E2E.Harness;
using Portal.Tests.Harness;

namespace Portal.E2E.Pictures;

/// <summary>
/// Takes pictures of every page in each of its states, and has axe judge each. A page that it does not visit fails it.
/// </summary>
public sealed class PicturesTests(Browser browser)
{
    [Fact]
    public async Task Every_page_is_pictured_in_each_of_its_states()
    {
        // GitHub Connect has a portal and a browser window of its own.
        await Task.WhenAll(ConnectionsAsync(), LinkPages.TakeAsync(browser));

        Assert.Empty(Gallery.RoutesWithoutPictures());
    }

    private async Task ConnectionsAsync()
    {
        await FirstPages.SetUpAsync(browser);
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url }
        );
        var album = new Album(rehearsal, visit);
        await FirstPages.EmptyAsync(album);
        await DeliveryPictures.EmptyAsync(album);
        await FirstPages.RefusalsAsync(album);
        var connection = await WayIn.CreateAsync(album, browser);
        await WayIn.InstallAsync(album, browser, connection);
        await InUse.TakeAsync(album, connection);
        await AppPages.TakeAsync(album);
        await CredentialPages.TakeAsync(album, connection);
        await NotificationPages.TakeAsync(album);
        await TheEnd.TakeAsync(album, connection);
        await Trouble.TakeAsync(album);
        await OtherPages.TakeAsync(album);
        await visit.AssertCleanAsync();
    }
}
