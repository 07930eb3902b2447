using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Webhooks;

/// <summary>A connected app, and deliveries to it as GitHub makes them: signed over their bytes.</summary>
public class ConnectedTrip : SharedTrip
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Trip.ConnectAsync(Organization);
    }
}

/// <summary>The same, with the portal's data on PostgreSQL.</summary>
public sealed class ConnectedTripOnPostgres : ConnectedTrip
{
    private IReadOnlyDictionary<string, string?> _settings = new Dictionary<string, string?>();

    protected override IReadOnlyDictionary<string, string?> Settings => _settings;

    public override async ValueTask InitializeAsync()
    {
        _settings = await SharedPostgres.SettingsAsync();
        await base.InitializeAsync();
    }
}

/// <summary>A delivery that is about to be posted.</summary>
internal sealed record Signed(string Event, byte[] Body)
{
    public Signed(string name, string body)
        : this(name, Encoding.UTF8.GetBytes(body)) { }

    public string Guid { get; init; } = System.Guid.NewGuid().ToString();

    public string ContentType { get; init; } = "application/json";

    /// <summary>The header to send instead of the right one; empty for none.</summary>
    public string? Signature { get; init; }

    /// <summary>The secret to sign with instead of the app's own.</summary>
    public string? Secret { get; init; }

    public static string Sign(string secret, byte[] body) =>
        "sha256="
        + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Posts it to the trip's app, or to another; the status of the answer.</summary>
    public async Task<int> PostAsync(Trip trip, App? to = null)
    {
        var app = to ?? (await trip.ConnectionAsync()).App;
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(trip.Portal.Url, $"webhooks/{app.Key}")
        )
        {
            Content = new ByteArrayContent(Body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        // A server that refuses a large body does not wait for it.
        request.Headers.ExpectContinue = Body.Length > 1_000_000;
        request.Headers.Add("X-GitHub-Event", Event);
        request.Headers.Add("X-GitHub-Delivery", Guid);
        var signature = Signature ?? Sign(Secret ?? SecretOf(trip, app), Body);
        if (signature.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signature);
        }

        using var answer = await trip.Browser.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        return (int)answer.StatusCode;
    }

    /// <summary>What is stored under its GUID, once it is no longer waiting.</summary>
    public Task<Delivery> HandledAsync(Trip trip) =>
        Until.SeenAsync(
            async () => (await RowsAsync(trip)).Single(),
            row => row.State != DeliveryState.Received
        );

    /// <summary>What is stored under its GUID, once it is sorted.</summary>
    public Task<List<Delivery>> RowsAsync(Trip trip) =>
        Until.SeenAsync(
            async () =>
            {
                await using var db = await trip.Doors.OpenAsync();
                var guid = System.Guid.TryParse(Guid, out var parsed) ? parsed : System.Guid.Empty;
                return await db
                    .Deliveries.AsNoTracking()
                    .Include(row => row.Body)
                    .Where(row => row.Guid == guid)
                    .ToListAsync(TestContext.Current.CancellationToken);
            },
            rows => rows.TrueForAll(row => row.Sorted)
        );

    public static string SecretOf(Trip trip, App app) =>
        trip.Rehearsal.Sandbox.World.FindApp(app.Slug)!.Hook.Secret!;
}
