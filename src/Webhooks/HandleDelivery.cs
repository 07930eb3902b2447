using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Repositories;

namespace Portal.Webhooks;

/// <summary>
/// Does what one delivery is about. Payloads are hints: what they claim of a repository or an installation is read again
/// from GitHub. May be repeated.
/// </summary>
public sealed class HandleDelivery(
    IDbContextFactory<PortalDb> dbs,
    RefreshRepository refresh,
    WakeUps wakeUps
)
{
    private readonly Func<
        PortalDb,
        Guid,
        long?,
        CancellationToken,
        Task<Installation?>
    > _installation = EF.CompileAsyncQuery(
        (PortalDb db, Guid app, long? installation, CancellationToken _) =>
            db
                .Installations.AsNoTracking()
                .Include(row => row.App)
                    .ThenInclude(owner => owner.Host)
                .FirstOrDefault(row =>
                    row.AppId == app
                    && row.GitHubId == installation
                    && db.Connections.Any(connection => connection.InstallationId == row.Id)
                )
    );

    /// <summary>What was done, in words.</summary>
    public async Task<string> RunAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(delivery.Json());
        var payload = document.RootElement;
        switch (delivery.Event)
        {
            case "ping":
                return "GitHub reaches the portal.";
            case "installation":
            // The account got another name.
            case "installation_target":
                await WantCheckAsync(delivery, cancellationToken);
                return "The connection is checked with the app's own key.";
            case "installation_repositories":
                await WantSyncAsync(delivery, cancellationToken);
                return "The list of repositories is read again.";
            case "push":
            case "create":
            case "delete":
                return await RefreshAsync(
                    delivery,
                    Describe(delivery.Event, payload),
                    cancellationToken
                );
            case "pull_request":
                return await RefreshPullRequestAsync(delivery, payload, cancellationToken);
            default:
                return "The portal does nothing with this event.";
        }
    }

    private async Task<string> RefreshAsync(
        Delivery delivery,
        string activity,
        CancellationToken cancellationToken
    )
    {
        if (await InstallationAsync(delivery, cancellationToken) is not { } installation)
        {
            return "No connection uses this installation.";
        }

        if (delivery.RepositoryName is not { } name || !IsRepositoryName(name))
        {
            return "The payload names no repository.";
        }

        return await refresh.RunAsync(
            installation,
            name,
            activity,
            delivery.ReceivedAt,
            cancellationToken
        )
            ? $"{name} was read again."
            : $"{name} is not among the installation's repositories any more.";
    }

    private async Task<string> RefreshPullRequestAsync(
        Delivery delivery,
        JsonElement payload,
        CancellationToken cancellationToken
    )
    {
        if (
            DeliveryPayload.Number(payload, "number") is not { } value
            || value is < 1 or > int.MaxValue
        )
        {
            return "The payload names no pull request.";
        }

        var number = (int)value;
        var sender = Sender(payload);
        var done = await RefreshAsync(
            delivery,
            $"pull request #{number} {delivery.Action ?? "changed"} by {sender}",
            cancellationToken
        );
        if (
            delivery.RepositoryName is { } name
            && IsRepositoryName(name)
            && await InstallationAsync(delivery, cancellationToken) is { } installation
        )
        {
            await refresh.RunAsync(installation, name, number, cancellationToken);
            return $"Pull request #{number} of {name} was read again.";
        }

        return done;
    }

    private async Task<Installation?> InstallationAsync(
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await _installation(
            db,
            delivery.AppId,
            delivery.InstallationGitHubId,
            cancellationToken
        );
    }

    private async Task WantCheckAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Connections.Where(row => row.AppId == delivery.AppId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckWanted, true),
                cancellationToken
            );
        wakeUps.Checks.Ring();
    }

    private async Task WantSyncAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Installations.Where(row =>
                row.AppId == delivery.AppId && row.GitHubId == delivery.InstallationGitHubId
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.SyncWanted, true),
                cancellationToken
            );
        wakeUps.Syncs.Ring();
    }

    private static string Describe(string name, JsonElement payload)
    {
        // push: "ref": "refs/heads/main"; create and delete: "ref": "feature", "ref_type": "branch"
        var reference = DeliveryPayload.Text(payload, "ref") ?? "";
        var kind = DeliveryPayload.Text(payload, "ref_type") ?? "branch";
        return name switch
        {
            "create" => $"{kind} {reference} created by {Sender(payload)}",
            "delete" => $"{kind} {reference} deleted by {Sender(payload)}",
            _ =>
                $"push to {reference.Replace("refs/heads/", "", StringComparison.Ordinal).Replace("refs/tags/", "tag ", StringComparison.Ordinal)} by {Sender(payload)}",
        };
    }

    private static string Sender(JsonElement payload) =>
        DeliveryPayload.Child(payload, "sender") is { } sender
            ? DeliveryPayload.Text(sender, "login") ?? "ghost"
            : "ghost";

    // The name becomes part of an API path.
    private static bool IsRepositoryName(string name) =>
        name.Count(character => character == '/') == 1
        && name.All(character =>
            char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/'
        )
        && !name.Split('/').Any(part => part is "" or "." or "..");
}
