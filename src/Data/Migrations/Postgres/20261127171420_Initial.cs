using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AspNetUsers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserName = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    NormalizedUserName = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    Email = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    NormalizedEmail = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    EmailConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    PasswordHash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SecurityStamp = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ConcurrencyStamp = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    PhoneNumber = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    PhoneNumberConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    LockoutEnd = table.Column<long>(type: "bigint", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Address = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Endings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    ConnectionName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    HostName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    HostUrl = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Account = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AppName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AppGitHubId = table.Column<long>(type: "bigint", nullable: true),
                    EndsApp = table.Column<bool>(type: "boolean", nullable: false),
                    DeleteAppUrl = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    StartedBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StartedAt = table.Column<long>(type: "bigint", nullable: false),
                    WaitUntil = table.Column<long>(type: "bigint", nullable: false),
                    FinishWithoutWaiting = table.Column<bool>(type: "boolean", nullable: false),
                    ForgetAnyway = table.Column<bool>(type: "boolean", nullable: false),
                    FinishedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Endings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "KeyRing",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Xml = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyRing", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Networks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "text", maxLength: 100, nullable: false, collation: "C"),
                    ProxyUrl = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ProxyUser = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CaCertificates = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ClientCertificate = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SourceAddresses = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    EgressRules = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Networks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OrphanedApps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    HostName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    HostUrl = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Owner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    GitHubId = table.Column<long>(type: "bigint", nullable: true),
                    Url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Cause = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Since = table.Column<long>(type: "bigint", nullable: false),
                    SettledAt = table.Column<long>(type: "bigint", nullable: true),
                    SettledBy = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OrphanedApps", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Secrets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Field = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Ciphertext = table.Column<byte[]>(type: "bytea", nullable: false),
                    Fingerprint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    RetiresAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Secrets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Timeline",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 40, nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "text", maxLength: 40, nullable: true, collation: "C"),
                    Text = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Timeline", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Tombstones",
                columns: table => new
                {
                    AppKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    HostUrl = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    GitHubId = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: false),
                    LateDeliveries = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tombstones", x => x.AppKey);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    ClaimType = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ClaimValue = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetUserClaims_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserLogins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    ProviderKey = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    ProviderDisplayName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserLogins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_AspNetUserLogins_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserPasskeys",
                columns: table => new
                {
                    CredentialId = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserPasskeys", x => x.CredentialId);
                    table.ForeignKey(
                        name: "FK_AspNetUserPasskeys_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserTokens",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    LoginProvider = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    Value = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserTokens", x => new { x.UserId, x.LoginProvider, x.Name });
                    table.ForeignKey(
                        name: "FK_AspNetUserTokens_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "EndingSteps",
                columns: table => new
                {
                    EndingId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    State = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Unanswered = table.Column<bool>(type: "boolean", nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: true),
                    FinishedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EndingSteps", x => new { x.EndingId, x.Kind });
                    table.ForeignKey(
                        name: "FK_EndingSteps_Endings_EndingId",
                        column: x => x.EndingId,
                        principalTable: "Endings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Hosts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "text", maxLength: 100, nullable: false, collation: "C"),
                    Flavor = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    WebUrl = table.Column<string>(type: "text", maxLength: 300, nullable: false, collation: "C"),
                    ApiUrl = table.Column<string>(type: "text", maxLength: 300, nullable: false, collation: "C"),
                    NetworkId = table.Column<Guid>(type: "uuid", nullable: true),
                    PinnedCertificate = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SeenCertificates = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CertificateExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    SeenFrom = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    State = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Reason = table.Column<string>(type: "text", maxLength: 40, nullable: true, collation: "C"),
                    Detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    StateSince = table.Column<long>(type: "bigint", nullable: false),
                    CheckedAt = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RemoveWhenEmpty = table.Column<bool>(type: "boolean", nullable: false),
                    ContainedAt = table.Column<long>(type: "bigint", nullable: true),
                    ContainedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Hosts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Hosts_Networks_NetworkId",
                        column: x => x.NetworkId,
                        principalTable: "Networks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Apps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    HostId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    OwnerKind = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    OwnerSlug = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Origin = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    ProposedName = table.Column<string>(type: "text", maxLength: 34, nullable: false, collation: "C"),
                    Public = table.Column<bool>(type: "boolean", nullable: false),
                    Creation = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    CreationDetail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CreationChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    GitHubId = table.Column<long>(type: "bigint", nullable: true),
                    ClientId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Slug = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    PagePath = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    OwnerLogin = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Abilities = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AwaitsConfirmation = table.Column<bool>(type: "boolean", nullable: false),
                    Permissions = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Events = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    WebhookConfiguredAt = table.Column<long>(type: "bigint", nullable: true),
                    GoneSince = table.Column<long>(type: "bigint", nullable: true),
                    IntakeStoppedAt = table.Column<long>(type: "bigint", nullable: true),
                    LastDeliveryAt = table.Column<long>(type: "bigint", nullable: true),
                    WebhookUrl = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    HookTriedAt = table.Column<long>(type: "bigint", nullable: true),
                    HookStatus = table.Column<int>(type: "integer", nullable: true),
                    HookMilliseconds = table.Column<int>(type: "integer", nullable: true),
                    HookAskedAt = table.Column<long>(type: "bigint", nullable: true),
                    DeliveriesComparedTo = table.Column<long>(type: "bigint", nullable: true),
                    ContainedAt = table.Column<long>(type: "bigint", nullable: true),
                    ContainedBy = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Apps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Apps_Hosts_HostId",
                        column: x => x.HostId,
                        principalTable: "Hosts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PreflightRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    HostId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<long>(type: "bigint", nullable: false),
                    Times = table.Column<int>(type: "integer", nullable: false),
                    StartedBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FailedStep = table.Column<string>(type: "text", maxLength: 40, nullable: true, collation: "C"),
                    Outline = table.Column<string>(type: "text", maxLength: 400, nullable: false, collation: "C"),
                    Steps = table.Column<string>(type: "text", nullable: false, collation: "C")
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

            migrationBuilder.CreateTable(
                name: "Deliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    AppId = table.Column<Guid>(type: "uuid", nullable: false),
                    Guid = table.Column<Guid>(type: "uuid", nullable: false),
                    Event = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Action = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    InstallationGitHubId = table.Column<long>(type: "bigint", nullable: true),
                    RepositoryName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Lane = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false),
                    Size = table.Column<int>(type: "integer", nullable: false),
                    BodyHash = table.Column<byte[]>(type: "bytea", nullable: false),
                    Replayed = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    RetryAt = table.Column<long>(type: "bigint", nullable: true),
                    HandledAt = table.Column<long>(type: "bigint", nullable: true),
                    Took = table.Column<int>(type: "integer", nullable: true),
                    Outcome = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Deliveries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Deliveries_Apps_AppId",
                        column: x => x.AppId,
                        principalTable: "Apps",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Installations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AppId = table.Column<Guid>(type: "uuid", nullable: false),
                    GitHubId = table.Column<long>(type: "bigint", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AccountGitHubId = table.Column<long>(type: "bigint", nullable: true),
                    AccountType = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RepositorySelection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    SuspendedAt = table.Column<long>(type: "bigint", nullable: true),
                    SuspendedByPortal = table.Column<bool>(type: "boolean", nullable: false),
                    SettingsPath = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Permissions = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Events = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    SyncedAt = table.Column<long>(type: "bigint", nullable: true),
                    SyncWanted = table.Column<bool>(type: "boolean", nullable: false),
                    SyncProblem = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Installations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Installations_Apps_AppId",
                        column: x => x.AppId,
                        principalTable: "Apps",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DeliveryAttempts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    DeliveryId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Took = table.Column<int>(type: "integer", nullable: false),
                    Outcome = table.Column<string>(type: "text", nullable: false, collation: "C")
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
                    DeliveryId = table.Column<long>(type: "bigint", nullable: false),
                    Headers = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    Encoding = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C")
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

            migrationBuilder.CreateTable(
                name: "Connections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "text", maxLength: 100, nullable: false, collation: "C"),
                    HostId = table.Column<Guid>(type: "uuid", nullable: false),
                    AppId = table.Column<Guid>(type: "uuid", nullable: false),
                    InstallationId = table.Column<Guid>(type: "uuid", nullable: true),
                    State = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Reason = table.Column<string>(type: "text", maxLength: 40, nullable: true, collation: "C"),
                    Detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Stage = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    StateSince = table.Column<long>(type: "bigint", nullable: false),
                    CheckedAt = table.Column<long>(type: "bigint", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "bigint", nullable: true),
                    CheckWanted = table.Column<bool>(type: "boolean", nullable: false),
                    CheckDueAt = table.Column<long>(type: "bigint", nullable: false),
                    CheckMilliseconds = table.Column<int>(type: "integer", nullable: true),
                    AuthorizedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AuthorizedBySiteAdministrator = table.Column<bool>(type: "boolean", nullable: false),
                    AuthorizedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndingId = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Connections", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Connections_Apps_AppId",
                        column: x => x.AppId,
                        principalTable: "Apps",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Connections_Hosts_HostId",
                        column: x => x.HostId,
                        principalTable: "Hosts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Connections_Installations_InstallationId",
                        column: x => x.InstallationId,
                        principalTable: "Installations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "Repositories",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    InstallationId = table.Column<Guid>(type: "uuid", nullable: false),
                    GitHubId = table.Column<long>(type: "bigint", nullable: false),
                    FullName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Visibility = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DefaultBranch = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Archived = table.Column<bool>(type: "boolean", nullable: false),
                    PushedAt = table.Column<long>(type: "bigint", nullable: true),
                    LastActivity = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LastActivityAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Repositories", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Repositories_Installations_InstallationId",
                        column: x => x.InstallationId,
                        principalTable: "Installations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ConnectionHealth",
                columns: table => new
                {
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Lines = table.Column<string>(type: "text", nullable: false, collation: "C")
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

            migrationBuilder.CreateTable(
                name: "Grants",
                columns: table => new
                {
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    GrantedBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: false)
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
                name: "HandOvers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "bytea", nullable: false),
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    UsedAt = table.Column<long>(type: "bigint", nullable: true)
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
                name: "Links",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ServerId = table.Column<Guid>(type: "uuid", nullable: false),
                    CloudFlavor = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    CloudWebUrl = table.Column<string>(type: "text", maxLength: 300, nullable: false, collation: "C"),
                    CloudApiUrl = table.Column<string>(type: "text", maxLength: 300, nullable: false, collation: "C"),
                    TermsAcceptedAt = table.Column<long>(type: "bigint", nullable: true),
                    TermsAcceptedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    TermsText = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: true),
                    EnabledAt = table.Column<long>(type: "bigint", nullable: true),
                    EnabledBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CustomerName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LicenseHash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LicensePublicKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LicenseSeats = table.Column<int>(type: "integer", nullable: true),
                    LicenseExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    LicenseSource = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LicenseReadAt = table.Column<long>(type: "bigint", nullable: true),
                    SeatsUsed = table.Column<int>(type: "integer", nullable: true),
                    DormantPeople = table.Column<int>(type: "integer", nullable: true),
                    DormantReadAt = table.Column<long>(type: "bigint", nullable: true),
                    DormantProblem = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    DormantWanted = table.Column<bool>(type: "boolean", nullable: false),
                    CloudSync = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RefreshedAt = table.Column<long>(type: "bigint", nullable: true),
                    RefreshProblem = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RefreshWanted = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    CreatedBy = table.Column<string>(type: "text", nullable: false, collation: "C")
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
                name: "PullRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RepositoryId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Author = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    HeadBranch = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    BaseBranch = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Draft = table.Column<bool>(type: "boolean", nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PullRequests", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PullRequests_Repositories_RepositoryId",
                        column: x => x.RepositoryId,
                        principalTable: "Repositories",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Departures",
                columns: table => new
                {
                    StateHash = table.Column<byte[]>(type: "bytea", nullable: false),
                    Action = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    AdministratorId = table.Column<Guid>(type: "uuid", nullable: true),
                    HandOverId = table.Column<Guid>(type: "uuid", nullable: true),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    ReturnedAt = table.Column<long>(type: "bigint", nullable: true)
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

            migrationBuilder.CreateTable(
                name: "Contributors",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Problem = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Contributors", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Contributors_AspNetUsers_PersonId",
                        column: x => x.PersonId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Contributors_Links_LinkId",
                        column: x => x.LinkId,
                        principalTable: "Links",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LicenseCounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    OnServer = table.Column<int>(type: "integer", nullable: false),
                    OnCloud = table.Column<int>(type: "integer", nullable: false),
                    People = table.Column<int>(type: "integer", nullable: false),
                    Both = table.Column<int>(type: "integer", nullable: false),
                    Doubtful = table.Column<int>(type: "integer", nullable: false),
                    Bought = table.Column<int>(type: "integer", nullable: true)
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    OnServer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    OnCloud = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Match = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Doubt = table.Column<string>(type: "text", nullable: true, collation: "C")
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
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Owner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Scopes = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Address = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    StoredAt = table.Column<long>(type: "bigint", nullable: false),
                    StoredBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Problem = table.Column<string>(type: "text", nullable: true, collation: "C")
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
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    EnabledAt = table.Column<long>(type: "bigint", nullable: false),
                    EnabledBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PrivateRepositories = table.Column<bool>(type: "boolean", nullable: false),
                    RunWanted = table.Column<bool>(type: "boolean", nullable: false),
                    LastRunAt = table.Column<long>(type: "bigint", nullable: true),
                    LastResult = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    FailingSince = table.Column<long>(type: "bigint", nullable: true)
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "text", maxLength: 100, nullable: false, collation: "C"),
                    Value = table.Column<long>(type: "bigint", nullable: false)
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
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Standing = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Seen = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SeenAt = table.Column<long>(type: "bigint", nullable: true),
                    AttestedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AttestedAt = table.Column<long>(type: "bigint", nullable: true)
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

            migrationBuilder.CreateTable(
                name: "ContributorAccounts",
                columns: table => new
                {
                    ContributorId = table.Column<Guid>(type: "uuid", nullable: false),
                    Side = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    LinkId = table.Column<Guid>(type: "uuid", nullable: false),
                    GitHubId = table.Column<long>(type: "bigint", nullable: false),
                    NodeId = table.Column<string>(type: "text", maxLength: 100, nullable: false, collation: "C"),
                    Login = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Proof = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    LinkedBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    LinkedAt = table.Column<long>(type: "bigint", nullable: false),
                    ReadAt = table.Column<long>(type: "bigint", nullable: true),
                    FirstDay = table.Column<DateOnly>(type: "date", nullable: true),
                    Counts = table.Column<List<int>>(type: "integer[]", nullable: false),
                    Problem = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContributorAccounts", x => new { x.ContributorId, x.Side });
                    table.ForeignKey(
                        name: "FK_ContributorAccounts_Contributors_ContributorId",
                        column: x => x.ContributorId,
                        principalTable: "Contributors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Apps_HostId_GitHubId",
                table: "Apps",
                columns: new[] { "HostId", "GitHubId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Apps_Key",
                table: "Apps",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserClaims_UserId",
                table: "AspNetUserClaims",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserLogins_UserId",
                table: "AspNetUserLogins",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserPasskeys_UserId",
                table: "AspNetUserPasskeys",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "AspNetUsers",
                column: "NormalizedEmail");

            migrationBuilder.CreateIndex(
                name: "UserNameIndex",
                table: "AspNetUsers",
                column: "NormalizedUserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_At",
                table: "AuditEntries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_AppId",
                table: "Connections",
                column: "AppId");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_CheckDueAt",
                table: "Connections",
                column: "CheckDueAt");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_HostId",
                table: "Connections",
                column: "HostId");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_InstallationId",
                table: "Connections",
                column: "InstallationId");

            migrationBuilder.CreateIndex(
                name: "IX_Connections_Name",
                table: "Connections",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ContributorAccounts_LinkId_Side_GitHubId",
                table: "ContributorAccounts",
                columns: new[] { "LinkId", "Side", "GitHubId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Contributors_LinkId_PersonId",
                table: "Contributors",
                columns: new[] { "LinkId", "PersonId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Contributors_PersonId",
                table: "Contributors",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_AppId_Guid",
                table: "Deliveries",
                columns: new[] { "AppId", "Guid" },
                unique: true);

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
                name: "IX_Endings_ConnectionId",
                table: "Endings",
                column: "ConnectionId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Endings_FinishedAt",
                table: "Endings",
                column: "FinishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Grants_PersonId",
                table: "Grants",
                column: "PersonId");

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
                name: "IX_Hosts_NetworkId",
                table: "Hosts",
                column: "NetworkId");

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_WebUrl",
                table: "Hosts",
                column: "WebUrl",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Installations_AppId_GitHubId",
                table: "Installations",
                columns: new[] { "AppId", "GitHubId" },
                unique: true);

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

            migrationBuilder.CreateIndex(
                name: "IX_Networks_Name",
                table: "Networks",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OrphanedApps_SettledAt",
                table: "OrphanedApps",
                column: "SettledAt");

            migrationBuilder.CreateIndex(
                name: "IX_PreflightRuns_HostId_Id",
                table: "PreflightRuns",
                columns: new[] { "HostId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_PullRequests_RepositoryId_Number",
                table: "PullRequests",
                columns: new[] { "RepositoryId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Repositories_InstallationId_FullName",
                table: "Repositories",
                columns: new[] { "InstallationId", "FullName" });

            migrationBuilder.CreateIndex(
                name: "IX_Repositories_InstallationId_GitHubId",
                table: "Repositories",
                columns: new[] { "InstallationId", "GitHubId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Secrets_OwnerId_Field",
                table: "Secrets",
                columns: new[] { "OwnerId", "Field" });

            migrationBuilder.CreateIndex(
                name: "IX_Timeline_At",
                table: "Timeline",
                column: "At",
                filter: "\"State\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Timeline_SubjectId_Id",
                table: "Timeline",
                columns: new[] { "SubjectId", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AspNetUserClaims");

            migrationBuilder.DropTable(
                name: "AspNetUserLogins");

            migrationBuilder.DropTable(
                name: "AspNetUserPasskeys");

            migrationBuilder.DropTable(
                name: "AspNetUserTokens");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "ConnectionHealth");

            migrationBuilder.DropTable(
                name: "ContributorAccounts");

            migrationBuilder.DropTable(
                name: "DeliveryAttempts");

            migrationBuilder.DropTable(
                name: "DeliveryBodies");

            migrationBuilder.DropTable(
                name: "Departures");

            migrationBuilder.DropTable(
                name: "EndingSteps");

            migrationBuilder.DropTable(
                name: "Grants");

            migrationBuilder.DropTable(
                name: "KeyRing");

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
                name: "OrphanedApps");

            migrationBuilder.DropTable(
                name: "PreflightRuns");

            migrationBuilder.DropTable(
                name: "PullRequests");

            migrationBuilder.DropTable(
                name: "Secrets");

            migrationBuilder.DropTable(
                name: "Timeline");

            migrationBuilder.DropTable(
                name: "Tombstones");

            migrationBuilder.DropTable(
                name: "Contributors");

            migrationBuilder.DropTable(
                name: "Deliveries");

            migrationBuilder.DropTable(
                name: "HandOvers");

            migrationBuilder.DropTable(
                name: "Endings");

            migrationBuilder.DropTable(
                name: "Repositories");

            migrationBuilder.DropTable(
                name: "AspNetUsers");

            migrationBuilder.DropTable(
                name: "Links");

            migrationBuilder.DropTable(
                name: "Connections");

            migrationBuilder.DropTable(
                name: "Installations");

            migrationBuilder.DropTable(
                name: "Apps");

            migrationBuilder.DropTable(
                name: "Hosts");

            migrationBuilder.DropTable(
                name: "Networks");
        }
    }
}
