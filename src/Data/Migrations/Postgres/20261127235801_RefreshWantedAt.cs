using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Postgres
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
                type: "bigint",
                nullable: true);

            // What was wanted stays wanted.
            migrationBuilder.Sql("""UPDATE "Links" SET "RefreshWantedAt" = 0 WHERE "RefreshWanted" """);

            migrationBuilder.DropColumn(
                name: "RefreshWanted",
                table: "Links");
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
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }
    }
}
