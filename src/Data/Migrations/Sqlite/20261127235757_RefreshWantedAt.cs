using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RefreshWantedAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "RefreshWantedAt",
                table: "Links",
                type: "INTEGER",
                nullable: true);

            // What was wanted stays wanted.
            migrationBuilder.Sql("""UPDATE "Links" SET "RefreshWantedAt" = 0 WHERE "RefreshWanted" """);

            // EF would make the table anew.
            migrationBuilder.Sql("""ALTER TABLE "Links" DROP COLUMN "RefreshWanted" """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "RefreshWantedAt",
                table: "Links");

            migrationBuilder.AddColumn<bool>(
                name: "RefreshWanted",
                table: "Links",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }
    }
}
