using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class DeliveriesByTriggers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A foreign key looks for the other row with each insertion, and locks it: a fifth of what the server does to take in a
            // delivery. The portal has seen the app in the same transaction, in which nobody else writes, and inserts a body with its
            // delivery. That they go together is left to be seen to.
            // https://www.postgresql.org/docs/current/plpgsql-trigger.html
            migrationBuilder.Sql("""
                CREATE FUNCTION "DeliveriesGoWithApps"() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    DELETE FROM "Deliveries" USING gone WHERE "Deliveries"."AppId" = gone."Id";
                    RETURN NULL;
                END $$;
                CREATE TRIGGER "DeliveriesGoWithApps" AFTER DELETE ON "Apps"
                    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "DeliveriesGoWithApps"();

                CREATE FUNCTION "BodiesGoWithDeliveries"() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    DELETE FROM "DeliveryBodies" USING gone WHERE "DeliveryBodies"."DeliveryId" = gone."Id";
                    RETURN NULL;
                END $$;
                CREATE TRIGGER "BodiesGoWithDeliveries" AFTER DELETE ON "Deliveries"
                    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "BodiesGoWithDeliveries"();

                ALTER TABLE "Deliveries" DROP CONSTRAINT "FK_Deliveries_Apps_AppId";
                ALTER TABLE "DeliveryBodies" DROP CONSTRAINT "FK_DeliveryBodies_Deliveries_DeliveryId";
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                ALTER TABLE "Deliveries" ADD CONSTRAINT "FK_Deliveries_Apps_AppId"
                    FOREIGN KEY ("AppId") REFERENCES "Apps" ("Id") ON DELETE CASCADE;
                ALTER TABLE "DeliveryBodies" ADD CONSTRAINT "FK_DeliveryBodies_Deliveries_DeliveryId"
                    FOREIGN KEY ("DeliveryId") REFERENCES "Deliveries" ("Id") ON DELETE CASCADE;
                DROP TRIGGER "DeliveriesGoWithApps" ON "Apps";
                DROP FUNCTION "DeliveriesGoWithApps"();
                DROP TRIGGER "BodiesGoWithDeliveries" ON "Deliveries";
                DROP FUNCTION "BodiesGoWithDeliveries"();
                """);
        }
    }
}
