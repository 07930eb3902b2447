using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Networks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Networks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ProxyUrl = table.Column<string>(type: "TEXT", nullable: true),
                    ProxyUser = table.Column<string>(type: "TEXT", nullable: true),
                    CaCertificates = table.Column<string>(type: "TEXT", nullable: true),
                    ClientCertificate = table.Column<string>(type: "TEXT", nullable: true),
                    SourceAddresses = table.Column<string>(type: "TEXT", nullable: false),
                    EgressRules = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Networks", x => x.Id);
                });

            migrationBuilder.AddColumn<Guid>(
                name: "NetworkId",
                table: "Hosts",
                type: "TEXT",
                nullable: true);

            // What a host knew about its way becomes a network of its own.
            migrationBuilder.Sql(
                """
                INSERT INTO "Networks" ("Id", "Name", "ProxyUrl", "CaCertificates", "SourceAddresses", "EgressRules", "CreatedAt", "ChangedAt")
                SELECT "Id", 'Network of ' || "WebUrl", "ProxyUrl", "CaCertificates", '', '', "CreatedAt", "CreatedAt"
                FROM "Hosts" WHERE "ProxyUrl" IS NOT NULL OR "CaCertificates" IS NOT NULL
                """
            );
            migrationBuilder.Sql(
                """
                UPDATE "Hosts" SET "NetworkId" = "Id", "ProxyUrl" = NULL, "CaCertificates" = NULL
                WHERE "ProxyUrl" IS NOT NULL OR "CaCertificates" IS NOT NULL
                """
            );

            migrationBuilder.RenameColumn(
                name: "ProxyUrl",
                table: "Hosts",
                newName: "SeenFrom");

            migrationBuilder.RenameColumn(
                name: "CaCertificates",
                table: "Hosts",
                newName: "SeenCertificates");

            migrationBuilder.AddColumn<long>(
                name: "CertificateExpiresAt",
                table: "Hosts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PinnedCertificate",
                table: "Hosts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PagePath",
                table: "Apps",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PreflightRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    HostId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Times = table.Column<int>(type: "INTEGER", nullable: false),
                    StartedBy = table.Column<string>(type: "TEXT", nullable: false),
                    FailedStep = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Outline = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Steps = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PreflightRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PreflightRuns_Hosts_HostId",
                        column: x => x.HostId,
                        principalTable: "Hosts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_NetworkId",
                table: "Hosts",
                column: "NetworkId");

            migrationBuilder.CreateIndex(
                name: "IX_Networks_Name",
                table: "Networks",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PreflightRuns_HostId_Id",
                table: "PreflightRuns",
                columns: new[] { "HostId", "Id" });

            // No foreign key for Hosts.NetworkId: SQLite would make the table anew for it, in steps that a kill can come between.
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Networks");

            migrationBuilder.DropTable(
                name: "PreflightRuns");

            migrationBuilder.DropIndex(
                name: "IX_Hosts_NetworkId",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "CertificateExpiresAt",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "NetworkId",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "PinnedCertificate",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "PagePath",
                table: "Apps");

            migrationBuilder.RenameColumn(
                name: "SeenFrom",
                table: "Hosts",
                newName: "ProxyUrl");

            migrationBuilder.RenameColumn(
                name: "SeenCertificates",
                table: "Hosts",
                newName: "CaCertificates");
        }
    }
}
