using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class NeedsAttention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Connections_HostId",
                table: "Connections");

            migrationBuilder.AddColumn<bool>(
                name: "NeedsAttention",
                table: "Connections",
                type: "INTEGER",
                nullable: false,
                computedColumnSql: "\"EndingId\" IS NOT NULL OR COALESCE(\"Reason\", '') <> 'Maintenance' AND (\"Reason\" IS NOT NULL OR \"State\" <> 'Available')");

            migrationBuilder.CreateIndex(
                name: "IX_Installations_Id",
                table: "Installations",
                column: "Id",
                filter: "\"SyncWanted\"");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_HostId_NeedsAttention_Name",
                table: "Connections",
                columns: new[] { "HostId", "NeedsAttention", "Name" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "IX_Connections_HostId_Reason",
                table: "Connections",
                columns: new[] { "HostId", "Reason" });

            migrationBuilder.CreateIndex(
                name: "IX_Connections_Name_NeedsAttention",
                table: "Connections",
                column: "Name",
                filter: "\"NeedsAttention\"");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Installations_Id",
                table: "Installations");

            migrationBuilder.DropIndex(
                name: "IX_Connections_HostId_NeedsAttention_Name",
                table: "Connections");

            migrationBuilder.DropIndex(
                name: "IX_Connections_HostId_Reason",
                table: "Connections");

            migrationBuilder.DropIndex(
                name: "IX_Connections_Name_NeedsAttention",
                table: "Connections");

            migrationBuilder.DropColumn(
                name: "NeedsAttention",
                table: "Connections");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_HostId",
                table: "Connections",
                column: "HostId");
        }
    }
}
