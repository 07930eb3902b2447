using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Hosts;

namespace Portal.GitHubConnect;

/// <summary>What an administrator fills in to begin a link.</summary>
public sealed class LinkForm
{
    public Guid? ServerId { get; set; }

    /// <summary>github.com, or a SUBDOMAIN.ghe.com.</summary>
    public HostFlavor Cloud { get; set; } = HostFlavor.DotCom;

    /// <summary>SUBDOMAIN.ghe.com; in a rehearsal the address of either cloud.</summary>
    public string? CloudUrl { get; set; }

    /// <summary>In a rehearsal, where the API of the cloud begins.</summary>
    public string? CloudApiUrl { get; set; }
}

/// <summary>The link that is begun or was there, or the field to correct and the sentence that says how.</summary>
public sealed record LinkBeginning(Guid? LinkId, string? Field = null, string? Problem = null);

/// <summary>
/// Begins a link: which server, and which cloud. From here on everything stands in the row, so that whoever comes back later
/// goes on where it was left.
/// </summary>
public sealed class BeginLink(
    IDbContextFactory<PortalDb> dbs,
    IOptions<PortalOptions> options,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    public async Task<LinkBeginning> RunAsync(
        LinkForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var server = await db
            .Hosts.AsNoTracking()
            .SingleOrDefaultAsync(
                host => host.Id == form.ServerId && !host.RemoveWhenEmpty,
                cancellationToken
            );
        if (server is null)
        {
            return Wrong(nameof(LinkForm.ServerId), "Choose the server that is to be linked.");
        }

        if (Refusal(server) is { } refusal)
        {
            return Wrong(nameof(LinkForm.ServerId), refusal);
        }

        if (await FindAsync(db, server.Id, cancellationToken) is { } existing)
        {
            return new LinkBeginning(existing);
        }

        var (address, api, wrong) = ReadCloud(form);
        if (wrong is not null)
        {
            return wrong;
        }

        var link = new Link
        {
            Id = Guid.NewGuid(),
            ServerId = server.Id,
            CloudFlavor = address!.Flavor,
            CloudWebUrl = address.WebUrl!,
            CloudApiUrl = api!,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = actor.Name,
        };
        link.Prerequisites.AddRange(
            Enum.GetValues<PrerequisiteKind>()
                .Select(kind => new LinkPrerequisite { LinkId = link.Id, Kind = kind })
        );
        db.Links.Add(link);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Begun in another tab at the same moment, or the server was removed.
            db.ChangeTracker.Clear();
            return await FindAsync(db, server.Id, cancellationToken) is { } other
                ? new LinkBeginning(other)
                : Wrong(nameof(LinkForm.ServerId), "This server has been removed meanwhile.");
        }

        await audit.WriteAsync(
            actor,
            $"began GitHub Connect with {LinkWords.Cloud(link)} for",
            server.Name,
            cancellationToken
        );
        changes.Publish(link.Id);
        return new LinkBeginning(link.Id);
    }

    /// <summary>Why this host cannot be linked, in a sentence; null when it can.</summary>
    public static string? Refusal(Data.Host host) =>
        host.Flavor != HostFlavor.EnterpriseServer
            ? $"{host.Name} is a cloud. GitHub Connect links a GitHub Enterprise Server to one."
        : host.State != ResourceState.Available
            ? $"{host.Name} is not available: {(host.Reason is { } reason ? ReasonText.Of(reason) : "it was not looked at yet.")}"
        : null;

    private (HostAddress? Address, string? Api, LinkBeginning? Wrong) ReadCloud(LinkForm form)
    {
        var typed =
            form.Cloud == HostFlavor.DotCom && string.IsNullOrWhiteSpace(form.CloudUrl)
                ? HostAddress.DotCom
                : form.CloudUrl;
        var allowHttp = options.Value.AllowHttpHosts;
        var address = HostAddress.Read(typed, allowHttp, form.Cloud);
        if (address.WebUrl is null || address.Flavor != form.Cloud)
        {
            return (
                null,
                null,
                Wrong(
                    nameof(LinkForm.CloudUrl),
                    address.Problem
                        ?? $"{typed?.Trim()} is {HostWords.Of(address.Flavor)}. Choose that above."
                )
            );
        }

        if (!options.Value.AllowLoopbackHosts || string.IsNullOrWhiteSpace(form.CloudApiUrl))
        {
            return (address, address.ApiUrl, null);
        }

        var (api, problem) = HostAddress.ReadApi(form.CloudApiUrl, allowHttp);
        return api is null
            ? (null, null, Wrong(nameof(LinkForm.CloudApiUrl), problem!))
            : (address, api, null);
    }

    private static Task<Guid?> FindAsync(
        PortalDb db,
        Guid serverId,
        CancellationToken cancellationToken
    ) =>
        db
            .Links.Where(link => link.ServerId == serverId)
            .Select(link => (Guid?)link.Id)
            .SingleOrDefaultAsync(cancellationToken);

    private static LinkBeginning Wrong(string field, string sentence) => new(null, field, sentence);
}
