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
        text.AppendLine($"Receipt: {ending.ConnectionName} was disconnected");
        text.AppendLine();
        text.AppendLine($"Host          {ending.HostName} ({ending.HostUrl})");
        text.AppendLine($"Account       {ending.Account ?? "none"}");
        text.AppendLine($"App           {ending.AppName ?? "none"}");
        text.AppendLine(
            $"Started       {ending.StartedAt:yyyy-MM-dd HH:mm:ss} UTC by {ending.StartedBy}"
        );
        text.AppendLine(
            ending.FinishedAt is { } finished
                ? $"Finished      {finished:yyyy-MM-dd HH:mm:ss} UTC"
                : "Not finished yet"
        );
        text.AppendLine();
        foreach (var step in ending.Steps.OrderBy(step => step.Kind))
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

    /// <summary>What the server, or a copy of the database, may still hold afterwards.</summary>
    public static IEnumerable<string> Remains(Ending ending)
    {
        var registration = ending.Steps.Find(step =>
            step.Kind == EndingStepKind.DeleteRegistration
        );
        if (
            ending.EndsApp
            && ending.AppName is not null
            && registration?.State != EndingStepState.Done
        )
        {
            yield return $"The app's registration on {ending.HostName}, with its public key: {ending.DeleteAppUrl}";
        }

        if (
            ending.Steps.Find(step => step.Kind == EndingStepKind.DeleteInstallations)?.State
                == EndingStepState.Skipped
            && ending.Account is not null
        )
        {
            yield return $"The installation on {ending.Account}.";
        }

        yield return $"{ending.HostName} keeps its own audit log, and the app's webhook deliveries for up to seven days.";
        yield return "Backups of the portal's database made before this hold the secrets, encrypted.";
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
