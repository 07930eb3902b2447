using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>A host, app or connection that deliveries are filtered by.</summary>
/// <param name="Of">What it stands under, in words.</param>
public sealed record DeliveryChoice(Guid Id, string Name, string Of = "");

/// <summary>What a list of deliveries can be filtered by.</summary>
public sealed record DeliveryChoices(
    IReadOnlyList<DeliveryChoice> Hosts,
    IReadOnlyList<DeliveryChoice> Apps,
    IReadOnlyList<DeliveryChoice> Connections
)
{
    /// <summary>More than a person looks through: who has more filters by what they type.</summary>
    private const int Most = 200;

    /// <summary>What the portal's apps receive, and what GitHub tells every app. https://docs.github.com/webhooks/webhook-events-and-payloads</summary>
    public static readonly IReadOnlyList<string> Events =
    [
        "create",
        "delete",
        "installation",
        "installation_repositories",
        "installation_target",
        "ping",
        "pull_request",
        "push",
    ];

    public static DeliveryChoices None { get; } = new([], [], []);

    public static async Task<DeliveryChoices> ReadAsync(IDbContextFactory<PortalDb> dbs)
    {
        await using var db = await dbs.CreateDbContextAsync();
        return new DeliveryChoices(
            await db
                .Hosts.OrderBy(row => row.Name)
                .Take(Most)
                .Select(row => new DeliveryChoice(row.Id, row.Name, ""))
                .ToListAsync(),
            await db
                .Apps.OrderBy(row => row.Name ?? row.ProposedName)
                .Take(Most)
                .Select(row => new DeliveryChoice(
                    row.Id,
                    row.Name ?? row.ProposedName,
                    row.Host.Name
                ))
                .ToListAsync(),
            await db
                .Connections.Where(row => row.InstallationId != null)
                .OrderBy(row => row.Name)
                .Take(Most)
                .Select(row => new DeliveryChoice(row.Id, row.Name, row.Host.Name))
                .ToListAsync()
        );
    }

    public DeliveryChoice? Find(Guid app) => Apps.FirstOrDefault(choice => choice.Id == app);
}
