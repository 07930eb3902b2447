using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Dormancy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "DormantPeople",
                table: "Links",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DormantProblem",
                table: "Links",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DormantReadAt",
                table: "Links",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "DormantWanted",
                table: "Links",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "DormantPeople",
                table: "Links");

            migrationBuilder.DropColumn(
                name: "DormantProblem",
                table: "Links");

            migrationBuilder.DropColumn(
                name: "DormantReadAt",
                table: "Links");

            migrationBuilder.DropColumn(
                name: "DormantWanted",
                table: "Links");
        }
    }
}
