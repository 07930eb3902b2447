using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Sandbox.Control;

namespace Portal.Tests.Harness;

/// <summary>Disconnecting on a <see cref="Trip"/>: what its form does, and what can be seen of it.</summary>
public static class Endings
{
    /// <summary>Types the name of the trip's connection and starts; the id of the disconnect.</summary>
    public static async Task<Guid> DisconnectAsync(this Trip trip)
    {
        var connection = await trip.ConnectionAsync();
        return await trip
                .Doors.Get<Disconnect>()
                .StartAsync(connection.Id, connection.Name, Doors.Actor, Stop)
            ?? throw new InvalidOperationException("The disconnect did not start.");
    }

    /// <summary>Disconnects, and deletes the app on the server when the portal asks for that; the receipt.</summary>
    public static async Task<Ending> DisconnectWholeAsync(this Trip trip)
    {
        var slug = (await trip.ConnectionAsync()).App.Slug;
        var ending = await trip.DisconnectAsync();
        await trip.WaitingForDeletionAsync(ending);
        await trip.GitHub.SendAsync(HttpMethod.Delete, $"apps/{slug}");
        return await trip.FinishedAsync(ending);
    }

    /// <summary>Waits until one step is as <paramref name="enough"/> says.</summary>
    public static async Task<EndingStep> StepAsync(
        this Trip trip,
        Guid ending,
        EndingStepKind kind,
        Func<EndingStep, bool> enough
    ) => (await trip.SeeAsync(ending, row => enough(row.Step(kind)))).Step(kind);

    /// <summary>Waits until the registration's deletion is waited for.</summary>
    public static Task WaitingForDeletionAsync(this Trip trip, Guid ending) =>
        trip.StepAsync(
            ending,
            EndingStepKind.DeleteRegistration,
            step =>
                step is { State: EndingStepState.Waiting, Unanswered: false, Detail: { } detail }
                && detail.Contains("still exists", StringComparison.Ordinal)
        );

    public static Task<Ending> FinishedAsync(this Trip trip, Guid ending) =>
        trip.SeeAsync(ending, row => row.FinishedAt is not null);

    /// <summary>Waits until the disconnect is as <paramref name="enough"/> says; fails with its receipt so far.</summary>
    public static async Task<Ending> SeeAsync(
        this Trip trip,
        Guid ending,
        Func<Ending, bool> enough
    ) =>
        (
            await Until.SeenAsync(
                async () => new Seen(await trip.Doors.EndingAsync(ending)),
                seen => enough(seen.Ending)
            )
        ).Ending;

    public static EndingStep Step(this Ending ending, EndingStepKind kind) =>
        ending.Steps.Single(step => step.Kind == kind);

    /// <summary>What a button of the page writes into the row of the disconnect.</summary>
    public static async Task ChooseAsync(this Trip trip, Guid ending, Action<Ending> choose)
    {
        await using var db = await trip.Doors.OpenAsync();
        choose(await db.Endings.SingleAsync(row => row.Id == ending, Stop));
        await db.SaveChangesAsync(Stop);
    }

    public static async Task<List<Portal.Data.Secret>> SecretsAsync(this Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        return await db.Secrets.AsNoTracking().ToListAsync(Stop);
    }

    /// <summary>The status that a delivery to a webhook address gets.</summary>
    public static async Task<HttpStatusCode> DeliverAsync(this Trip trip, string key)
    {
        using var answer = await trip.Browser.Http.PostAsync(
            new Uri($"webhooks/{key}", UriKind.Relative),
            new StringContent("{}"),
            Stop
        );
        return answer.StatusCode;
    }

    /// <summary>What the server was asked, as "METHOD /path".</summary>
    public static List<LoggedRequest> Asked(this Trip trip, string request) =>
        [
            .. trip.Rehearsal.Sandbox.Requests.All.Where(logged =>
                $"{logged.Method} {logged.Path}" == request
            ),
        ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Seen(Ending Ending)
    {
        public override string ToString() => ReceiptText.Write(Ending);
    }
}
