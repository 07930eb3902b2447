using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Postgres
{
    /// <summary>
    /// A body is compressed already, and read seldom but whole: it stands in its row, instead of being compressed again, cut to
    /// pieces and put into a second table with an index. https://www.postgresql.org/docs/current/storage-toast.html
    /// </summary>
    public partial class InlineBodies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                ALTER TABLE "DeliveryBodies" ALTER COLUMN "Bytes" SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160)
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                ALTER TABLE "DeliveryBodies" ALTER COLUMN "Bytes" SET STORAGE EXTENDED, RESET (toast_tuple_target)
                """
            );
        }
    }
}
