using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Hosts;

namespace Portal.GitHubConnect;

/// <summary>How choosing the account ended: the connection that waits for its app, or what stands in the way.</summary>
public sealed record LinkChoice(Guid? ConnectionId, string? Problem = null);

/// <summary>
/// Chooses the account of a link: registers its cloud as a host, reached as the server is, and proposes the app that the
/// account is to own. From here on it is a connection like any other.
/// </summary>
public sealed class ConnectLink(
    IDbContextFactory<PortalDb> dbs,
    RegisterHost register,
    ProposeApp propose,
    Changes changes
)
{
    /// <param name="owner">An organization or an enterprise.</param>
    /// <param name="slug">Its name as in its address.</param>
    public async Task<LinkChoice> RunAsync(
        Guid linkId,
        OwnerKind owner,
        string? slug,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .Include(row => row.Prerequisites)
            .Include(row => row.Connection)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
        if (link is null || LinkStages.Of(link) != LinkStage.Account)
        {
            return new LinkChoice(
                link?.ConnectionId,
                link?.ConnectionId is null
                    ? "This link was discarded, or something that it needs is missing again. Load the page anew."
                    : null
            );
        }

        var form = new AppForm
        {
            Owner = owner,
            Organization = owner == OwnerKind.Organization ? slug : null,
            Enterprise = owner == OwnerKind.Enterprise ? slug : null,
            Name = Suggest(link.Server.Name),
            Abilities = [AppAbility.Issues],
        };
        // Said before a host is registered for it.
        if (form.Check() is { Count: > 0 } wrong)
        {
            return new LinkChoice(null, wrong.First().Value);
        }

        var cloud = await RegisterAsync(link, actor, cancellationToken);
        if (cloud.HostId is not { } hostId)
        {
            return new LinkChoice(
                null,
                cloud.Refusal?.Failure is { } failure
                    ? $"{LinkWords.Cloud(link)} cannot be used: {failure.Seen}"
                    : cloud.Problem?.Sentence
            );
        }

        var proposal = await propose.RunAsync(hostId, form, actor, cancellationToken, linkId);
        changes.Publish(linkId);
        return new LinkChoice(proposal.ConnectionId, proposal.Problems.Values.FirstOrDefault());
    }

    private Task<Registration> RegisterAsync(
        Link link,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        register.RunAsync(
            new HostForm
            {
                Flavor = link.CloudFlavor,
                Url = link.CloudWebUrl,
                ApiUrl = link.CloudApiUrl,
                NetworkId = link.Server.NetworkId,
            },
            actor,
            cancellationToken
        );

    /// <summary>A name for the app that GitHub accepts unless it is taken: names are unique on the whole cloud.</summary>
    private static string Suggest(string server)
    {
        var name = $"Connect {server.Replace(':', '-')}";
        return name.Length <= 34 ? name : name[..34].TrimEnd();
    }
}
