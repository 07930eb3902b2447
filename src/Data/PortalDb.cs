using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Data;

/// <summary>The portal's database. Create one, use it for one operation, dispose of it.</summary>
public sealed class PortalDb(DbContextOptions<PortalDb> options)
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
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<KeyRingElement> KeyRing => Set<KeyRingElement>();

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
