using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

public enum OwnerKind
{
    Personal,
    Organization,

    /// <summary>An enterprise of the host: such an app is installed on that enterprise's organizations only.</summary>
    Enterprise,
}

/// <summary>How the portal came by an app's credentials.</summary>
public enum AppOrigin
{
    /// <summary>Created through the app manifest: the server gave the credentials.</summary>
    Manifest,

    /// <summary>It existed, and a person entered its credentials.</summary>
    Manual,
}

/// <summary>
/// What an app may be used for beyond reading repositories. Each needs one permission more, which is asked for when the
/// ability is switched on and not before.
/// </summary>
public enum AppAbility
{
    /// <summary>Create commits and branches (contents: write).</summary>
    Commits,

    /// <summary>Set commit statuses (statuses: write).</summary>
    Statuses,

    /// <summary>Open, update and comment on pull requests (pull_requests: write).</summary>
    PullRequests,

    /// <summary>Find issues with unified search (issues: read).</summary>
    Issues,
}

/// <summary>
/// How far the creation of an app on the server has come. Each step is stored before the next begins, so that a crash
/// in between is told apart from a refusal.
/// </summary>
public enum AppCreation
{
    /// <summary>Nobody has left for the server yet, or the person came back without a code.</summary>
    Proposed,

    /// <summary>GitHub's code is stored (encrypted) and was never sent: the exchange can be resumed.</summary>
    CodeStored,

    /// <summary>The code is being sent; a portal that starts finds here what one that was killed had sent.</summary>
    Exchanging,

    /// <summary>The code was sent and the answer is not known: the app may exist on the server without us.</summary>
    MayExist,

    /// <summary>The server refused the code, or answered with something that is not an app.</summary>
    Refused,

    /// <summary>The app's credentials are stored.</summary>
    Created,
}

/// <summary>A GitHub App registration on one host. Its credentials are rows of <see cref="Secret"/>, never columns here.</summary>
public sealed class App
{
    public required Guid Id { get; init; }
    public required Guid HostId { get; init; }
    public Host Host { get; init; } = null!;

    /// <summary>The last part of the app's webhook address: 128 random bits, so that it cannot be guessed.</summary>
    public required string Key { get; init; }
    public required OwnerKind OwnerKind { get; set; }

    /// <summary>
    /// The organization or enterprise that owns the app, as in its address; null for the personal account of whoever
    /// creates it.
    /// </summary>
    public string? OwnerSlug { get; set; }
    public AppOrigin Origin { get; set; }

    /// <summary>The name that we propose; the person may change it on the server, so <see cref="Name"/> is what counts.</summary>
    public required string ProposedName { get; set; }

    /// <summary>A public app can be installed on any account of the server, a private one only on its owner's.</summary>
    public bool Public { get; set; }
    public required AppCreation Creation { get; set; }

    /// <summary>What the server answered, in words, where <see cref="Creation"/> is not simply under way.</summary>
    public string? CreationDetail { get; set; }
    public required DateTimeOffset CreationChangedAt { get; set; }

    /// <summary>GitHub's id of the app, unique only within the host.</summary>
    public long? GitHubId { get; set; }
    public string? ClientId { get; set; }
    public string? Slug { get; set; }
    public string? Name { get; set; }

    /// <summary>The path of the app's public page on its host, for example "/github-apps/portal-acme".</summary>
    public string? PagePath { get; set; }

    /// <summary>Who owns the app, as the server said.</summary>
    public string? OwnerLogin { get; set; }

    /// <summary>What the app is to be used for beyond reading: names of <see cref="AppAbility"/>, one a line; empty for reading only.</summary>
    public string Abilities { get; set; } = "";

    /// <summary>
    /// Set while an administrator has to confirm that the app is the right one, because somebody without an account here
    /// created it on the server with a hand-over link.
    /// </summary>
    public bool AwaitsConfirmation { get; set; }

    /// <summary>What the app may do as registered on the server; "permission: level", one a line.</summary>
    public string Permissions { get; set; } = "";

    /// <summary>The events that the app receives; one a line.</summary>
    public string Events { get; set; } = "";

    /// <summary>
    /// When the webhook was set to our address, JSON and verified TLS, or an administrator chose to leave it to the app's
    /// owner; null until the server confirmed it.
    /// </summary>
    public DateTimeOffset? WebhookConfiguredAt { get; set; }

    /// <summary>When the server first said that the app is gone; it counts only when said again a minute later.</summary>
    public DateTimeOffset? GoneSince { get; set; }

    /// <summary>Deliveries of this app are answered 410 from here on.</summary>
    public DateTimeOffset? IntakeStoppedAt { get; set; }
    public DateTimeOffset? LastDeliveryAt { get; set; }

    /// <summary>The address that the server confirmed for the webhook; null where an administrator left it to the app's owner.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>When GitHub last tried to deliver, as its own log says; null while nothing is known of any attempt.</summary>
    public DateTimeOffset? HookTriedAt { get; set; }

    /// <summary>What GitHub got for an answer then; 0 for none.</summary>
    public int? HookStatus { get; set; }

    /// <summary>How long GitHub waited for it, in milliseconds.</summary>
    public int? HookMilliseconds { get; set; }

    /// <summary>When the portal last asked for a delivery once more, to see whether it arrives.</summary>
    public DateTimeOffset? HookAskedAt { get; set; }

    /// <summary>Up to when GitHub's own log of deliveries was compared with what arrived; null before the first time.</summary>
    public DateTimeOffset? DeliveriesComparedTo { get; set; }

    /// <summary>When an administrator contained the app: its installations are suspended, and the portal does no work for it.</summary>
    public DateTimeOffset? ContainedAt { get; set; }
    public string? ContainedBy { get; set; }
    public List<Installation> Installations { get; } = [];

    /// <summary>No work is done for the app: it is contained, or its host is.</summary>
    public bool IsContained => (ContainedAt ?? Host.ContainedAt) is not null;

    internal sealed class Mapping : IEntityTypeConfiguration<App>
    {
        public void Configure(EntityTypeBuilder<App> builder)
        {
            builder.Property(app => app.Key).HasMaxLength(40);
            builder.Property(app => app.ProposedName).HasMaxLength(34);
            builder.HasIndex(app => app.Key).IsUnique();
            builder.HasIndex(app => new { app.HostId, app.GitHubId }).IsUnique();
        }
    }
}
