using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PartsOfNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            Index(migrationBuilder, "Repositories", "FullName", "RepositoryNames");
            Index(migrationBuilder, "Connections", "Name", "ConnectionNames");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            Drop(migrationBuilder, "Repositories", "RepositoryNames");
            Drop(migrationBuilder, "Connections", "ConnectionNames");
        }

        // An index of the three letters from each place in a name on, which keeps no copy of the name. It knows a row by a number of
        // its own, because VACUUM may give it another rowid. https://www.sqlite.org/fts5.html#the_trigram_tokenizer
        private static void Index(MigrationBuilder migrationBuilder, string table, string column, string index) =>
            migrationBuilder.Sql($"""
                ALTER TABLE "{table}" ADD COLUMN "NameKey" INTEGER;
                UPDATE "{table}" SET "NameKey" = rowid;
                CREATE UNIQUE INDEX "IX_{table}_NameKey" ON "{table}" ("NameKey");
                CREATE VIRTUAL TABLE "{index}" USING fts5("{column}", content="{table}", content_rowid="NameKey", tokenize="trigram");
                INSERT INTO "{index}" ("{index}") VALUES ('rebuild');

                CREATE TRIGGER "{index}_Added" AFTER INSERT ON "{table}" BEGIN
                    UPDATE "{table}" SET "NameKey" = (SELECT COALESCE(MAX("NameKey"), 0) + 1 FROM "{table}") WHERE "Id" = new."Id";
                    INSERT INTO "{index}" (rowid, "{column}") SELECT "NameKey", new."{column}" FROM "{table}" WHERE "Id" = new."Id";
                END;
                CREATE TRIGGER "{index}_Changed" AFTER UPDATE OF "{column}" ON "{table}" WHEN old."{column}" <> new."{column}" BEGIN
                    INSERT INTO "{index}" ("{index}", rowid, "{column}") VALUES ('delete', old."NameKey", old."{column}");
                    INSERT INTO "{index}" (rowid, "{column}") VALUES (new."NameKey", new."{column}");
                END;
                CREATE TRIGGER "{index}_Deleted" AFTER DELETE ON "{table}" BEGIN
                    INSERT INTO "{index}" ("{index}", rowid, "{column}") VALUES ('delete', old."NameKey", old."{column}");
                END;
                """);

        private static void Drop(MigrationBuilder migrationBuilder, string table, string index) =>
            migrationBuilder.Sql($"""
                DROP TRIGGER "{index}_Added";
                DROP TRIGGER "{index}_Changed";
                DROP TRIGGER "{index}_Deleted";
                DROP TABLE "{index}";
                DROP INDEX "IX_{table}_NameKey";
                ALTER TABLE "{table}" DROP COLUMN "NameKey";
                """);
    }
}
