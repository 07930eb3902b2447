using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AppsInDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "Organization",
                table: "Apps",
                newName: "OwnerSlug");

            migrationBuilder.AddColumn<long>(
                name: "RetiresAt",
                table: "Secrets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AccountGitHubId",
                table: "Installations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "SuspendedByPortal",
                table: "Installations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "ContainedAt",
                table: "Hosts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ContainedBy",
                table: "Hosts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ConfirmedAt",
                table: "Connections",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Abilities",
                table: "Apps",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "AwaitsConfirmation",
                table: "Apps",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "ContainedAt",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ContainedBy",
                table: "Apps",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Origin",
                table: "Apps",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Manifest");

            migrationBuilder.CreateTable(
                name: "HandOvers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ConnectionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HandOvers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_HandOvers_Connections_ConnectionId",
                        column: x => x.ConnectionId,
                        principalTable: "Connections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "OrphanedApps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    HostName = table.Column<string>(type: "TEXT", nullable: false),
                    HostUrl = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", nullable: true),
                    GitHubId = table.Column<long>(type: "INTEGER", nullable: true),
                    Url = table.Column<string>(type: "TEXT", nullable: false),
                    Cause = table.Column<string>(type: "TEXT", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    SettledAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SettledBy = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OrphanedApps", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Timeline",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Timeline", x => x.Id);
                });

            // Departures live for an hour: a new table is simpler, and safer to be killed in, than a changed one.
            migrationBuilder.DropTable(name: "Departures");

            migrationBuilder.CreateTable(
                name: "Departures",
                columns: table => new
                {
                    StateHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Action = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ConnectionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AdministratorId = table.Column<Guid>(type: "TEXT", nullable: true),
                    HandOverId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReturnedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Departures", x => x.StateHash);
                    table.ForeignKey(
                        name: "FK_Departures_Connections_ConnectionId",
                        column: x => x.ConnectionId,
                        principalTable: "Connections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Departures_HandOvers_HandOverId",
                        column: x => x.HandOverId,
                        principalTable: "HandOvers",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateIndex(
                name: "IX_Departures_ConnectionId",
                table: "Departures",
                column: "ConnectionId");

            migrationBuilder.CreateIndex(
                name: "IX_Departures_ExpiresAt",
                table: "Departures",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_Departures_HandOverId",
                table: "Departures",
                column: "HandOverId");

            migrationBuilder.CreateIndex(
                name: "IX_HandOvers_ConnectionId",
                table: "HandOvers",
                column: "ConnectionId");

            migrationBuilder.CreateIndex(
                name: "IX_HandOvers_ExpiresAt",
                table: "HandOvers",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_HandOvers_TokenHash",
                table: "HandOvers",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OrphanedApps_SettledAt",
                table: "OrphanedApps",
                column: "SettledAt");

            migrationBuilder.CreateIndex(
                name: "IX_Timeline_SubjectId_Id",
                table: "Timeline",
                columns: new[] { "SubjectId", "Id" });

            // The apps that exist were asked for write permissions when they were created.
            migrationBuilder.Sql("UPDATE \"Apps\" SET \"Abilities\" = 'Commits\nStatuses\nPullRequests'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Departures_HandOvers_HandOverId",
                table: "Departures");

            migrationBuilder.DropTable(
                name: "HandOvers");

            migrationBuilder.DropTable(
                name: "OrphanedApps");

            migrationBuilder.DropTable(
                name: "Timeline");

            migrationBuilder.DropIndex(
                name: "IX_Departures_HandOverId",
                table: "Departures");

            migrationBuilder.DropColumn(
                name: "RetiresAt",
                table: "Secrets");

            migrationBuilder.DropColumn(
                name: "AccountGitHubId",
                table: "Installations");

            migrationBuilder.DropColumn(
                name: "SuspendedByPortal",
                table: "Installations");

            migrationBuilder.DropColumn(
                name: "ContainedAt",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "ContainedBy",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "HandOverId",
                table: "Departures");

            migrationBuilder.DropColumn(
                name: "ConfirmedAt",
                table: "Connections");

            migrationBuilder.DropColumn(
                name: "Abilities",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "AwaitsConfirmation",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "ContainedAt",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "ContainedBy",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "Origin",
                table: "Apps");

            migrationBuilder.RenameColumn(
                name: "OwnerSlug",
                table: "Apps",
                newName: "Organization");

            migrationBuilder.AlterColumn<Guid>(
                name: "AdministratorId",
                table: "Departures",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
