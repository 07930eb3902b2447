using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Connections;

/// <summary>The receipt of a disconnect as plain text, for a ticket or a file.</summary>
public static class ReceiptText
{
    public static string Write(Ending ending)
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"Receipt: {ending.ConnectionName} was {(ending.AppName is null ? "discarded" : "disconnected")}"
        );
        text.AppendLine();
        text.AppendLine($"Host          {ending.HostName} ({ending.HostUrl})");
        text.AppendLine($"Account       {ending.Account ?? "none"}");
        text.AppendLine($"App           {ending.AppName ?? "none"}");
        if (ending.AppGitHubId is { } id)
        {
            text.AppendLine($"App ID        {id}");
        }

        text.AppendLine(
            $"Started       {ending.StartedAt:yyyy-MM-dd HH:mm:ss} UTC by {ending.StartedBy}"
        );
        text.AppendLine(
            ending.FinishedAt is { } finished
                ? $"Finished      {finished:yyyy-MM-dd HH:mm:ss} UTC"
                : "Not finished yet"
        );
        text.AppendLine();
        foreach (var step in Steps(ending))
        {
            text.AppendLine($"[{Words.Of(step.State)}] {Words.Of(step.Kind)}");
            if (step.FinishedAt is { } at)
            {
                text.AppendLine($"    {at:yyyy-MM-dd HH:mm:ss} UTC");
            }

            if (step.Detail is not null)
            {
                text.AppendLine($"    {step.Detail}");
            }
        }

        text.AppendLine();
        text.AppendLine("What may remain");
        foreach (var line in Remains(ending))
        {
            text.AppendLine($"  - {line}");
        }

        return text.ToString();
    }

    /// <summary>The steps that there was something to do for, in their order: a draft without an app has nothing on the server.</summary>
    public static IEnumerable<EndingStep> Steps(Ending ending) =>
        ending
            .Steps.Where(step =>
                ending.AppName is not null || step.Kind >= EndingStepKind.DestroySecrets
            )
            .OrderBy(step => step.Kind);

    /// <summary>What the server, or a copy of the database, may still hold afterwards.</summary>
    public static IEnumerable<string> Remains(Ending ending)
    {
        if (ending.AppName is null)
        {
            yield return "Nothing: the portal had no app and no secrets for this connection.";
            yield break;
        }

        var tokens = ending.Steps.Find(step => step.Kind == EndingStepKind.RevokeTokens);
        var installed = ending.Account is not null && !Ended(EndingStepKind.DeleteInstallations);
        var registered =
            ending.EndsApp && !ending.LeavesApp && !Ended(EndingStepKind.DeleteRegistration);
        if (ending.LeavesApp)
        {
            yield return $"The app {ending.AppName} on {ending.HostName}: it was entered by hand and stays with its owner. Its private key and its client secret, of which the portal had copies, stay valid until the owner deletes them there.";
            yield return $"Webhooks: {ending.HostName} goes on sending them while the app's webhook leads to this portal and the app is installed somewhere. The portal answers 410 and keeps none.";
        }

        if (registered)
        {
            yield return $"The app's registration on {ending.HostName}, with its public key: {ending.DeleteAppUrl}";
        }

        if (installed)
        {
            yield return $"The installation on {ending.Account}.";
        }

        if (registered && installed)
        {
            yield return $"Webhooks: {ending.HostName} goes on sending them until the app is uninstalled there. The portal answers 410 and keeps none.";
        }

        if (tokens is { State: EndingStepState.Skipped, Detail: { } detail })
        {
            yield return $"Tokens that {ending.HostName} gave. {detail}";
        }

        if (
            ending.Steps.Exists(step =>
                step.Kind == EndingStepKind.DestroySecrets
                && step.Detail?.Contains("administrator's token", StringComparison.Ordinal) == true
            )
        )
        {
            yield return "The tokens of people that were stored for the link: destroyed here, and valid on GitHub until they expire or their owners delete them there.";
        }

        yield return $"{ending.HostName} keeps its own audit log, and the app's webhook deliveries for some days: three on GitHub's clouds, seven on a server.";
        if (
            ending.Steps.Find(step =>
                step is { Kind: EndingStepKind.CleanDatabase, State: EndingStepState.Skipped }
            ) is
            { Detail: { } livesOn }
        )
        {
            yield return livesOn;
        }

        yield return "Backups of the portal's database made before this hold the secrets, encrypted.";

        // With its registration all that an app had is gone.
        bool Ended(EndingStepKind kind) =>
            ending.Steps.Exists(step =>
                (step.Kind == kind || step.Kind == EndingStepKind.DeleteRegistration)
                && step.State == EndingStepState.Done
            );
    }

    internal static async Task<IResult> DownloadAsync(
        Guid id,
        IDbContextFactory<PortalDb> dbs,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var ending = await db
            .Endings.AsNoTracking()
            .Include(row => row.Steps)
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return ending is null
            ? Results.NotFound()
            : Results.File(
                Encoding.UTF8.GetBytes(Write(ending)),
                "text/plain; charset=utf-8",
                $"receipt-{ending.StartedAt:yyyyMMdd}-{id:N}.txt"
            );
    }
}
