using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class GitHubConnect : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Grants",
                columns: table => new
                {
                    ConnectionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GrantedBy = table.Column<string>(type: "TEXT", nullable: false),
                    GrantedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Grants", x => new { x.ConnectionId, x.PersonId });
                    table.ForeignKey(
                        name: "FK_Grants_AspNetUsers_PersonId",
                        column: x => x.PersonId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Grants_Connections_ConnectionId",
                        column: x => x.ConnectionId,
                        principalTable: "Connections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Links",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CloudFlavor = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CloudWebUrl = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    CloudApiUrl = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    TermsAcceptedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    TermsAcceptedBy = table.Column<string>(type: "TEXT", nullable: true),
                    TermsText = table.Column<string>(type: "TEXT", nullable: true),
                    ConnectionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    EnabledAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EnabledBy = table.Column<string>(type: "TEXT", nullable: true),
                    CustomerName = table.Column<string>(type: "TEXT", nullable: true),
                    LicenseHash = table.Column<string>(type: "TEXT", nullable: true),
                    LicensePublicKey = table.Column<string>(type: "TEXT", nullable: true),
                    LicenseSeats = table.Column<int>(type: "INTEGER", nullable: true),
                    LicenseExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LicenseSource = table.Column<string>(type: "TEXT", nullable: true),
                    LicenseReadAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SeatsUsed = table.Column<int>(type: "INTEGER", nullable: true),
                    CloudSync = table.Column<string>(type: "TEXT", nullable: true),
                    RefreshedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RefreshProblem = table.Column<string>(type: "TEXT", nullable: true),
                    RefreshWanted = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Links", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Links_Connections_ConnectionId",
                        column: x => x.ConnectionId,
                        principalTable: "Connections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Links_Hosts_ServerId",
                        column: x => x.ServerId,
                        principalTable: "Hosts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LicenseCounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    LinkId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    OnServer = table.Column<int>(type: "INTEGER", nullable: false),
                    OnCloud = table.Column<int>(type: "INTEGER", nullable: false),
                    People = table.Column<int>(type: "INTEGER", nullable: false),
                    Both = table.Column<int>(type: "INTEGER", nullable: false),
                    Doubtful = table.Column<int>(type: "INTEGER", nullable: false),
                    Bought = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LicenseCounts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LicenseCounts_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LicensePeople",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    LinkId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OnServer = table.Column<string>(type: "TEXT", nullable: false),
                    OnCloud = table.Column<string>(type: "TEXT", nullable: false),
                    Match = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Doubt = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LicensePeople", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LicensePeople_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LinkCredentials",
                columns: table => new
                {
                    LinkId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: true),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    StoredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    StoredBy = table.Column<string>(type: "TEXT", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LinkCredentials", x => new { x.LinkId, x.Kind });
                    table.ForeignKey(
                        name: "FK_LinkCredentials_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LinkFeatures",
                columns: table => new
                {
                    LinkId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    EnabledAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EnabledBy = table.Column<string>(type: "TEXT", nullable: false),
                    PrivateRepositories = table.Column<bool>(type: "INTEGER", nullable: false),
                    RunWanted = table.Column<bool>(type: "INTEGER", nullable: false),
                    LastRunAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastResult = table.Column<string>(type: "TEXT", nullable: true),
                    FailingSince = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LinkFeatures", x => new { x.LinkId, x.Kind });
                    table.ForeignKey(
                        name: "FK_LinkFeatures_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LinkFigures",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    LinkId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LinkFigures", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LinkFigures_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LinkPrerequisites",
                columns: table => new
                {
                    LinkId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Standing = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Seen = table.Column<string>(type: "TEXT", nullable: true),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AttestedBy = table.Column<string>(type: "TEXT", nullable: true),
                    AttestedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LinkPrerequisites", x => new { x.LinkId, x.Kind });
                    table.ForeignKey(
                        name: "FK_LinkPrerequisites_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Grants_PersonId",
                table: "Grants",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_LicenseCounts_LinkId_At",
                table: "LicenseCounts",
                columns: new[] { "LinkId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_LicensePeople_LinkId",
                table: "LicensePeople",
                column: "LinkId");

            migrationBuilder.CreateIndex(
                name: "IX_LinkFigures_LinkId_At",
                table: "LinkFigures",
                columns: new[] { "LinkId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Links_ConnectionId",
                table: "Links",
                column: "ConnectionId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Links_ServerId",
                table: "Links",
                column: "ServerId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Grants");

            migrationBuilder.DropTable(
                name: "LicenseCounts");

            migrationBuilder.DropTable(
                name: "LicensePeople");

            migrationBuilder.DropTable(
                name: "LinkCredentials");

            migrationBuilder.DropTable(
                name: "LinkFeatures");

            migrationBuilder.DropTable(
                name: "LinkFigures");

            migrationBuilder.DropTable(
                name: "LinkPrerequisites");

            migrationBuilder.DropTable(
                name: "Links");
        }
    }
}
