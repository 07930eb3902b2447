using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class DeliveriesInDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_AppId_BodyHash",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_State_Id",
                table: "Deliveries");

            migrationBuilder.AddColumn<long>(
                name: "DeliveriesComparedTo",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Lane",
                table: "Deliveries",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "Size",
                table: "Deliveries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Took",
                table: "Deliveries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DeliveryAttempts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    DeliveryId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Took = table.Column<int>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeliveryAttempts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DeliveryAttempts_Deliveries_DeliveryId",
                        column: x => x.DeliveryId,
                        principalTable: "Deliveries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DeliveryBodies",
                columns: table => new
                {
                    DeliveryId = table.Column<long>(type: "INTEGER", nullable: false),
                    Headers = table.Column<string>(type: "TEXT", nullable: false),
                    Bytes = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Encoding = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeliveryBodies", x => x.DeliveryId);
                    table.ForeignKey(
                        name: "FK_DeliveryBodies_Deliveries_DeliveryId",
                        column: x => x.DeliveryId,
                        principalTable: "Deliveries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_Id",
                table: "Deliveries",
                columns: new[] { "AppId", "Id" },
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_BodyHash",
                table: "Deliveries",
                column: "BodyHash",
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Event_Id",
                table: "Deliveries",
                columns: new[] { "Event", "Id" },
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_InstallationGitHubId_Id",
                table: "Deliveries",
                columns: new[] { "InstallationGitHubId", "Id" },
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Lane_Id",
                table: "Deliveries",
                columns: new[] { "Lane", "Id" },
                filter: "\"State\" = 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_ReceivedAt",
                table: "Deliveries",
                column: "ReceivedAt",
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_RepositoryName_Id",
                table: "Deliveries",
                columns: new[] { "RepositoryName", "Id" },
                filter: "\"State\" <> 'Received'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_RetryAt",
                table: "Deliveries",
                column: "RetryAt",
                filter: "\"State\" = 'Failed'");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_State_Id",
                table: "Deliveries",
                columns: new[] { "State", "Id" },
                filter: "\"State\" = 'Parked'");

            migrationBuilder.CreateIndex(
                name: "IX_DeliveryAttempts_DeliveryId",
                table: "DeliveryAttempts",
                column: "DeliveryId");

            // What is there moves; the column is dropped without making the table anew, which a kill could leave half done.
            migrationBuilder.Sql(
                """
                INSERT INTO "DeliveryBodies" ("DeliveryId", "Headers", "Encoding", "Bytes")
                SELECT "Id", '', 'Plain', "Body" FROM "Deliveries";
                UPDATE "Deliveries" SET
                    "Size" = length("Body"),
                    "Lane" = lower(replace("AppId", '-', '')) || '/' || coalesce("InstallationGitHubId", '')
                        || '/' || lower(coalesce("RepositoryName", '')),
                    "State" = CASE WHEN "State" = 'Failed' AND "RetryAt" IS NULL THEN 'Parked' ELSE "State" END;
                ALTER TABLE "Deliveries" DROP COLUMN "Body";
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DeliveryAttempts");

            migrationBuilder.DropTable(
                name: "DeliveryBodies");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_AppId_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_BodyHash",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_Event_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_InstallationGitHubId_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_Lane_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_ReceivedAt",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_RepositoryName_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_RetryAt",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_State_Id",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "DeliveriesComparedTo",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "Lane",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "Size",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "Took",
                table: "Deliveries");

            migrationBuilder.AddColumn<byte[]>(
                name: "Body",
                table: "Deliveries",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_BodyHash",
                table: "Deliveries",
                columns: new[] { "AppId", "BodyHash" });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_State_Id",
                table: "Deliveries",
                columns: new[] { "State", "Id" });
        }
    }
}
