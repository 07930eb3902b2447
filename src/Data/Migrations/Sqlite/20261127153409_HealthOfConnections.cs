using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class HealthOfConnections : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "CheckDueAt",
                table: "Connections",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "HookAskedAt",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "HookMilliseconds",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "HookStatus",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "HookTriedAt",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "WebhookUrl",
                table: "Apps",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ConnectionHealth",
                columns: table => new
                {
                    ConnectionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Lines = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectionHealth", x => x.ConnectionId);
                    table.ForeignKey(
                        name: "FK_ConnectionHealth_Connections_ConnectionId",
                        column: x => x.ConnectionId,
                        principalTable: "Connections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Timeline_At",
                table: "Timeline",
                column: "At",
                filter: "\"State\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_CheckDueAt",
                table: "Connections",
                column: "CheckDueAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ConnectionHealth");

            migrationBuilder.DropIndex(
                name: "IX_Timeline_At",
                table: "Timeline");

            migrationBuilder.DropIndex(
                name: "IX_Connections_CheckDueAt",
                table: "Connections");

            migrationBuilder.DropColumn(
                name: "CheckDueAt",
                table: "Connections");

            migrationBuilder.DropColumn(
                name: "HookAskedAt",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "HookMilliseconds",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "HookStatus",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "HookTriedAt",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "WebhookUrl",
                table: "Apps");
        }
    }
}
