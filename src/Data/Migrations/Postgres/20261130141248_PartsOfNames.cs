using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PartsOfNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Whoever owns the database may create it, where the server has it. Without it everything is found as well, and all names
            // are read for it. https://www.postgresql.org/docs/current/pgtrgm.html
            migrationBuilder.Sql("""
                DO $$
                BEGIN
                    CREATE EXTENSION IF NOT EXISTS pg_trgm;
                    CREATE INDEX "IX_Repositories_PartsOfFullName" ON "Repositories" USING gin (lower("FullName") gin_trgm_ops);
                    CREATE INDEX "IX_Connections_PartsOfName" ON "Connections" USING gin (lower("Name") gin_trgm_ops);
                EXCEPTION
                    WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object THEN
                        RAISE NOTICE 'pg_trgm: %', SQLERRM;
                END $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The extension stays: others may have come to use it.
            migrationBuilder.Sql("""
                DROP INDEX IF EXISTS "IX_Repositories_PartsOfFullName";
                DROP INDEX IF EXISTS "IX_Connections_PartsOfName";
                """);
        }
    }
}
