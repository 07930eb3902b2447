using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class DeliveriesOfApps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_InstallationGitHubId_Id",
                table: "Deliveries");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_Event_Id",
                table: "Deliveries",
                columns: new[] { "AppId", "Event", "Id" },
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_InstallationGitHubId_Id",
                table: "Deliveries",
                columns: new[] { "AppId", "InstallationGitHubId", "Id" },
                filter: "\"State\" <> 'Received'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_AppId_Event_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_AppId_InstallationGitHubId_Id",
                table: "Deliveries");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_InstallationGitHubId_Id",
                table: "Deliveries",
                columns: new[] { "InstallationGitHubId", "Id" },
                filter: "\"State\" <> 'Received'");
        }
    }
}
