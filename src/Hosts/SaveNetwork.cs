using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Hosts;

/// <summary>The network that was saved, or each field to correct with the sentence that says how.</summary>
public sealed record SavedNetwork(Guid? Id, IReadOnlyDictionary<string, string> Problems)
{
    /// <summary>The first of the problems.</summary>
    public (string Field, string Sentence)? Problem =>
        Problems.Count == 0 ? null : (Problems.First().Key, Problems.First().Value);
}

/// <summary>Stores a network, new or changed. Calls that begin afterwards travel by it; no restart is needed.</summary>
public sealed class SaveNetwork(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <param name="id">The network to change; null for a new one.</param>
    public async Task<SavedNetwork> RunAsync(
        Guid? id,
        NetworkForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var network = id is null
            ? null
            : await db.Networks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (id is not null && network is null)
        {
            return Wrong("", "This network was deleted meanwhile.");
        }

        var name = form.Name?.Trim() ?? "";
        var (route, wrong) = ReadNetwork.From(form, network);
        var problems = new Dictionary<string, string>();
        if (name.Length is 0 or > 100)
        {
            problems[nameof(NetworkForm.Name)] =
                name.Length == 0
                    ? "Give the network a name, for example “through the company proxy”."
                    : $"The name has {name.Length} characters; 100 are possible.";
        }

        foreach (var (field, sentence) in wrong)
        {
            problems[field] = sentence;
        }

        if (route is null || problems.Count > 0)
        {
            return new SavedNetwork(null, problems);
        }

        network ??= Add(db, name);
        network.Name = name;
        Fill(db, network, route);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await DropReplacedAsync(db, network.Id, route, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return Wrong(
                nameof(NetworkForm.Name),
                $"Another network is called “{name}”. Give this one a name of its own."
            );
        }

        await audit.WriteAsync(
            actor,
            id is null ? "added the network" : "changed the network",
            name,
            cancellationToken
        );
        changes.Publish(network.Id);
        return new SavedNetwork(network.Id, new Dictionary<string, string>());
    }

    /// <summary>What a network that comes with a host is called: a name that no other has.</summary>
    internal static async Task<string> FreeNameAsync(
        PortalDb db,
        string? typed,
        string hostName,
        CancellationToken cancellationToken
    )
    {
        var wanted = string.IsNullOrWhiteSpace(typed) ? $"Network of {hostName}" : typed.Trim();
        wanted = wanted.Length <= 90 ? wanted : wanted[..90].TrimEnd();
        var name = wanted;
        for (
            var number = 2;
            await db.Networks.AnyAsync(row => row.Name == name, cancellationToken);
            number++
        )
        {
            name = $"{wanted} ({number})";
        }

        return name;
    }

    /// <summary>Adds a network row; its content comes with <see cref="Fill"/>.</summary>
    internal Network Add(PortalDb db, string name)
    {
        var now = time.GetUtcNow();
        var network = new Network
        {
            Id = Guid.NewGuid(),
            Name = name,
            CreatedAt = now,
            ChangedAt = now,
        };
        db.Networks.Add(network);
        return network;
    }

    /// <summary>Writes what a route says into a network and its secrets; it is stored when the caller saves.</summary>
    internal void Fill(PortalDb db, Network network, NetworkRoute route)
    {
        (network.ProxyUrl, network.ProxyUser) = (route.ProxyUrl, route.ProxyUser);
        (network.CaCertificates, network.ClientCertificate) = (
            route.CaCertificates,
            route.ClientCertificate
        );
        (network.SourceAddresses, network.EgressRules) = (route.SourceAddresses, route.EgressRules);
        network.ChangedAt = time.GetUtcNow();
        if (route.ProxyPassword is not null)
        {
            secrets.Put(db, network.Id, SecretField.ProxyPassword, route.ProxyPassword);
        }

        if (route.ClientKey is not null)
        {
            secrets.Put(db, network.Id, SecretField.ClientKey, route.ClientKey);
        }
    }

    /// <summary>Deletes a network and its secrets; false while a host or a notification channel uses it.</summary>
    public async Task<bool> DeleteAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var name = await db
            .Networks.Where(row => row.Id == id)
            .Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken);
        var deleted = await db
            .Networks.Where(row =>
                row.Id == id
                && !db.Hosts.Any(host => host.NetworkId == row.Id)
                && !db.NotificationChannels.Any(channel => channel.NetworkId == row.Id)
            )
            .ExecuteDeleteAsync(cancellationToken);
        if (deleted == 0)
        {
            return false;
        }

        await SecretStore.DeleteAsync(db, id, field: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(actor, "deleted the network", name ?? "", cancellationToken);
        changes.Publish(id);
        return true;
    }

    // What is left empty stays, as long as what it belongs to does.
    private static async Task DropReplacedAsync(
        PortalDb db,
        Guid networkId,
        NetworkRoute route,
        CancellationToken cancellationToken
    )
    {
        if (route.ProxyPassword is not null || route.ProxyUser is null)
        {
            await SecretStore.DeleteAsync(
                db,
                networkId,
                SecretField.ProxyPassword,
                cancellationToken
            );
        }

        if (route.ClientKey is not null || route.ClientCertificate is null)
        {
            await SecretStore.DeleteAsync(db, networkId, SecretField.ClientKey, cancellationToken);
        }
    }

    private static SavedNetwork Wrong(string field, string sentence) =>
        new(null, new Dictionary<string, string> { [field] = sentence });
}
