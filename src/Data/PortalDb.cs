using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Data;

/// <summary>What became of what was deleted.</summary>
public enum Cleaning
{
    /// <summary>It is in none of the database's files any more.</summary>
    Overwritten,

    /// <summary>Somebody still reads an older state: clean again later.</summary>
    Busy,

    /// <summary>This database overwrites nothing: it stays in the files until its place is used again.</summary>
    LivesOn,
}

/// <summary>
/// The portal's database. Create one, use it for one operation, dispose of it. A transaction is the only one that writes, from
/// its beginning on: what it read is still so when it writes.
/// </summary>
public abstract class PortalDb(DbContextOptions options)
    : IdentityUserContext<Administrator, Guid>(options)
{
    public DbSet<Host> Hosts => Set<Host>();
    public DbSet<Network> Networks => Set<Network>();
    public DbSet<PreflightRun> PreflightRuns => Set<PreflightRun>();
    public DbSet<App> Apps => Set<App>();
    public DbSet<Installation> Installations => Set<Installation>();
    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<ConnectionHealth> ConnectionHealth => Set<ConnectionHealth>();
    public DbSet<Repository> Repositories => Set<Repository>();
    public DbSet<PullRequest> PullRequests => Set<PullRequest>();
    public DbSet<Secret> Secrets => Set<Secret>();
    public DbSet<Departure> Departures => Set<Departure>();
    public DbSet<HandOver> HandOvers => Set<HandOver>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<DeliveryBody> DeliveryBodies => Set<DeliveryBody>();
    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();
    public DbSet<Ending> Endings => Set<Ending>();
    public DbSet<EndingStep> EndingSteps => Set<EndingStep>();
    public DbSet<Tombstone> Tombstones => Set<Tombstone>();
    public DbSet<OrphanedApp> OrphanedApps => Set<OrphanedApp>();
    public DbSet<Link> Links => Set<Link>();
    public DbSet<LinkPrerequisite> LinkPrerequisites => Set<LinkPrerequisite>();
    public DbSet<LinkFeature> LinkFeatures => Set<LinkFeature>();
    public DbSet<LinkCredential> LinkCredentials => Set<LinkCredential>();
    public DbSet<LinkFigure> LinkFigures => Set<LinkFigure>();
    public DbSet<LicensePerson> LicensePeople => Set<LicensePerson>();
    public DbSet<LicenseCount> LicenseCounts => Set<LicenseCount>();
    public DbSet<Contributor> Contributors => Set<Contributor>();
    public DbSet<ContributorAccount> ContributorAccounts => Set<ContributorAccount>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<NotificationChannel> NotificationChannels => Set<NotificationChannel>();
    public DbSet<Alarm> Alarms => Set<Alarm>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<KeyRingElement> KeyRing => Set<KeyRingElement>();

    /// <summary>Creates the tables, or brings them up to this version.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Removes what was deleted from the database's files, where the database can.</summary>
    public abstract Task<Cleaning> CleanAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The repositories that have this in OWNER/NAME, in whatever case. Two letters find those whose NAME begins with them, and one
    /// finds none: there is no index of so little, and all names would be read.
    /// </summary>
    internal IQueryable<Repository> RepositoriesNamed(string part)
    {
        var text = part.Trim();
        return text.Length switch
        {
            < 2 => Repositories.Where(row => false),
            2 => RepositoriesWith($"/{text}"),
            _ => RepositoriesWith(text),
        };
    }

    /// <summary>The connections that have this in their name, in whatever case.</summary>
    internal virtual IQueryable<Connection> ConnectionsNamed(string part)
    {
        var pattern = LikePattern.Containing(part);
        return Connections.Where(row => EF.Functions.Like(row.Name.ToLower(), pattern, "\\"));
    }

    /// <param name="text">Three letters or more.</param>
    protected virtual IQueryable<Repository> RepositoriesWith(string text)
    {
        var pattern = LikePattern.Containing(text);
        return Repositories.Where(row => EF.Functions.Like(row.FullName.ToLower(), pattern, "\\"));
    }

    /// <summary>Writes many small rows over the connection of this context, which is open, and disposes of it in the end.</summary>
    internal abstract BatchWriter OpenWriter();

    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Numbers sort and compare the same in every database; SQLite has no type for a moment.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    private sealed class UnixMilliseconds()
        : ValueConverter<DateTimeOffset, long>(
            moment => moment.ToUnixTimeMilliseconds(),
            milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        );
}
