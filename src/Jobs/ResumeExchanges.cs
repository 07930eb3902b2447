using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;

namespace Portal.Jobs;

/// <summary>After a restart: sends the manifest codes that were stored and not yet sent when the portal stopped.</summary>
internal sealed class ResumeExchanges(
    IDbContextFactory<PortalDb> dbs,
    ExchangeManifestCode exchange
) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first page is served: what was being sent is not being sent any more.
        await exchange.RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var db = await dbs.CreateDbContextAsync(stoppingToken);
        var waiting = await db
            .Connections.Where(row => row.App.Creation == AppCreation.CodeStored)
            .Select(row => row.Id)
            .ToListAsync(stoppingToken);
        foreach (var connection in waiting)
        {
            await exchange.RunAsync(connection, again: false, stoppingToken);
        }
    }
}
