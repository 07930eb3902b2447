namespace Portal.E2E.Pictures;

/// <summary>Returns that lead nowhere, the audit log, and the pages for what is not there.</summary>
internal static class OtherPages
{
    public static async Task TakeAsync(Album album)
    {
        foreach (var verdict in new[] { "unknown", "expired", "used", "foreign" })
        {
            await album.Page.GotoAsync($"returned/{verdict}");
            await album.TakeAsync("/returned/{Verdict}", verdict);
        }

        await album.SeeAsync("audit", "/audit", "some");
        album.Visit.Expect("status of 404");
        await album.SeeAsync("no/such/page", "/not-found", "typical");
        await album.Page.GotoAsync("error");
        await album.TakeAsync("/error", "typical");
    }
}
