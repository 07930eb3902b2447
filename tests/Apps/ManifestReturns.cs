using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>A portal that writes everything into its log, for tests of what may not be in it.</summary>
public sealed class TalkativeTrip : SharedTrip
{
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Trace",
        };
}

internal static class ManifestReturns
{
    /// <summary>How often a manifest's code was sent to the server since its log was emptied.</summary>
    public static int Conversions(this Trip trip) =>
        trip.Rehearsal.Sandbox.Requests.All.Count(request =>
            request.Path.EndsWith("/conversions", StringComparison.Ordinal)
        );

    public static async Task<App> AppAsync(this Trip trip) => (await trip.ConnectionAsync()).App;

    /// <summary>Which secrets are kept for the connection's app.</summary>
    public static async Task<SecretField[]> SecretsAsync(this Trip trip)
    {
        var app = await trip.AppAsync();
        await using var db = await trip.Doors.OpenAsync();
        return
        [
            .. (
                await db
                    .Secrets.Where(secret => secret.OwnerId == app.Id)
                    .Select(secret => secret.Field)
                    .ToListAsync(TestContext.Current.CancellationToken)
            ).Order(),
        ];
    }

    /// <summary>The page to which the portal sent the browser, without asking for it.</summary>
    public static string Place(this HtmlPage redirect) =>
        redirect.Location?.PathAndQuery ?? $"status {(int)redirect.Status}";
}
