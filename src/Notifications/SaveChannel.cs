using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Notifications;

/// <summary>The channel that was saved, or each field to correct with the sentence that says how.</summary>
public sealed record SavedChannel(Guid? Id, IReadOnlyDictionary<string, string> Problems);

/// <summary>Stores a channel, new or changed. A new one is told what happens from then on.</summary>
public sealed class SaveChannel(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    ReadChannel read,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <param name="id">The channel to change; null for a new one.</param>
    public async Task<SavedChannel> RunAsync(
        Guid? id,
        ChannelForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        // Before the transaction, which a new key would wait for.
        secrets.Prepare();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var channel = await db.NotificationChannels.SingleOrDefaultAsync(
            row => row.Id == id,
            cancellationToken
        );
        if (id is not null && channel is null)
        {
            return Wrong("", "This channel was deleted meanwhile.");
        }

        // A mail goes through no network; what it is cannot be changed.
        form.Kind = channel?.Kind ?? form.Kind;
        form.NetworkId = form.Kind == ChannelKind.Webhook ? form.NetworkId : null;
        var network = await db.Networks.SingleOrDefaultAsync(
            row => row.Id == form.NetworkId,
            cancellationToken
        );
        var problems = read.Run(form, network, hasAddress: channel is not null);
        if (problems.Count > 0)
        {
            return new SavedChannel(null, problems);
        }

        channel ??= await AddAsync(db, form, cancellationToken);
        Fill(channel, form);
        await KeepSecretsAsync(db, channel, form, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return Wrong(
                nameof(ChannelForm.Name),
                $"Another channel is called “{channel.Name}”. Give this one a name of its own."
            );
        }

        await audit.WriteAsync(
            actor,
            id is null ? "added the notification channel" : "changed the notification channel",
            channel.Name,
            cancellationToken
        );
        changes.Publish(channel.Id);
        wakeUps.Notices.Ring();
        return new SavedChannel(channel.Id, new Dictionary<string, string>());
    }

    /// <summary>Deletes a channel and its secrets.</summary>
    public async Task DeleteAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var name = await db
            .NotificationChannels.Where(row => row.Id == id)
            .Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            return;
        }

        await db
            .NotificationChannels.Where(row => row.Id == id)
            .ExecuteDeleteAsync(cancellationToken);
        await SecretStore.DeleteAsync(db, id, field: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(actor, "deleted the notification channel", name, cancellationToken);
        changes.Publish(id);
    }

    private async Task<NotificationChannel> AddAsync(
        PortalDb db,
        ChannelForm form,
        CancellationToken cancellationToken
    )
    {
        var channel = new NotificationChannel
        {
            Id = Guid.NewGuid(),
            Name = "",
            Kind = form.Kind,
            CreatedAt = time.GetUtcNow(),
            ToldThrough =
                await db.Notices.MaxAsync(notice => (long?)notice.Id, cancellationToken) ?? 0,
        };
        db.NotificationChannels.Add(channel);
        return channel;
    }

    private void Fill(NotificationChannel channel, ChannelForm form)
    {
        channel.Name = form.Name!.Trim();
        channel.Format = form.Format;
        channel.NetworkId = form.NetworkId;
        channel.TimeZone = form.TimeZone!.Trim();
        channel.Paused = form.Paused;
        (channel.QuietFrom, channel.QuietTo) = form.Quiet
            ? (form.QuietFrom, form.QuietTo)
            : (null, null);
        channel.Target =
            channel.Kind == ChannelKind.Email
                ? string.Join('\n', ReadChannel.Recipients(form.Recipients))
                : form.Address?.AsAddress()?.Authority ?? channel.Target;
        // Whoever corrects a channel does not wait for the next attempt.
        channel.NextAt = time.GetUtcNow();
    }

    private async Task KeepSecretsAsync(
        PortalDb db,
        NotificationChannel channel,
        ChannelForm form,
        CancellationToken cancellationToken
    )
    {
        if (channel.Kind != ChannelKind.Webhook)
        {
            return;
        }

        foreach (
            var (field, secret, drop) in new[]
            {
                (SecretField.ChannelAddress, form.Address, false),
                (SecretField.ChannelSecret, form.Signing, form.DropSigning),
            }
        )
        {
            if (secret is not null || drop)
            {
                await SecretStore.DeleteAsync(db, channel.Id, field, cancellationToken);
            }

            if (secret is not null)
            {
                secrets.Put(db, channel.Id, field, secret);
            }
        }
    }

    private static SavedChannel Wrong(string field, string sentence) =>
        new(null, new Dictionary<string, string> { [field] = sentence });
}
