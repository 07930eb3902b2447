using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BodiesInPlace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // They are compressed already, and few are longer than a page: what is longer goes elsewhere as it is.
            // https://www.postgresql.org/docs/current/storage-toast.html
            migrationBuilder.Sql("""
                ALTER TABLE "DeliveryBodies" ALTER COLUMN "Bytes" SET STORAGE EXTERNAL;
                ALTER TABLE "DeliveryBodies" SET (toast_tuple_target = 8160);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                ALTER TABLE "DeliveryBodies" RESET (toast_tuple_target);
                ALTER TABLE "DeliveryBodies" ALTER COLUMN "Bytes" SET STORAGE EXTENDED;
                """);
        }
    }
}
