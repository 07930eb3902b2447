using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SortedDeliveries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_AppId_Guid",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_Lane_Id",
                table: "Deliveries");

            migrationBuilder.AddColumn<bool>(
                name: "Sorted",
                table: "Deliveries",
                type: "INTEGER",
                nullable: false,
                // What is there was found to come the first time when it came.
                defaultValue: true);

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_Guid",
                table: "Deliveries",
                columns: new[] { "AppId", "Guid" },
                unique: true,
                filter: "\"Sorted\"");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Id",
                table: "Deliveries",
                column: "Id",
                filter: "NOT \"Sorted\"");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Lane_Id",
                table: "Deliveries",
                columns: new[] { "Lane", "Id" },
                filter: "\"Sorted\" AND \"State\" = 'Received'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_AppId_Guid",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_Lane_Id",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "Sorted",
                table: "Deliveries");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_Guid",
                table: "Deliveries",
                columns: new[] { "AppId", "Guid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Lane_Id",
                table: "Deliveries",
                columns: new[] { "Lane", "Id" },
                filter: "\"State\" = 'Received'");
        }
    }
}
