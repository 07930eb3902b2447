using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>
/// The portal's database on a PostgreSQL server. Everything means the same as with SQLite: text has no greatest length and is
/// compared byte by byte, and one writes at a time.
/// </summary>
public sealed class PostgresDb : PortalDb
{
    public PostgresDb(DbContextOptions<PostgresDb> options)
        : base(options)
    {
        // In a transaction also what is one statement, so that it waits for its turn.
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    public override Task MigrateAsync(CancellationToken cancellationToken) =>
        Postgres.MigrateAsync(this, cancellationToken);

    public override Task<Cleaning> CleanAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Cleaning.LivesOn);

    internal override BatchWriter OpenWriter() => new PostgresWriter(this);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        foreach (
            var property in builder
                .Model.GetEntityTypes()
                .SelectMany(entity => entity.GetProperties())
                .Where(property =>
                    (
                        property.GetValueConverter()?.ProviderClrType
                        ?? property.GetProviderClrType()
                        ?? property.ClrType
                    ) == typeof(string)
                )
        )
        {
            property.SetColumnType("text");
            property.SetCollation("C");
        }

        // It computes when a row is written, SQLite when one is read.
        foreach (
            var property in builder
                .Model.GetEntityTypes()
                .SelectMany(entity => entity.GetProperties())
                .Where(property => property.GetComputedColumnSql() is not null)
        )
        {
            property.SetIsStored(true);
        }
    }
}
