using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// What a cloud enterprise is told of its licences, and of the servers that report theirs through GitHub Connect.
/// https://docs.github.com/enterprise-cloud@latest/rest/enterprise-admin/licensing
/// </summary>
internal static class LicensingEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/enterprises/{enterprise}/consumed-licenses", Consumed);
        api.Get("/enterprises/{enterprise}/license-sync-status", Synchronized);
    }

    private static ApiAnswer Consumed(ApiCall call)
    {
        var enterprise = Enterprise(call);
        var people = call
            .World.Accounts.Values.Where(account => enterprise.Members.Contains(account.Login))
            .OrderBy(account => account.Id)
            .ToList();
        var (items, link) = Paging.Of(call, people);
        return ApiAnswer.Ok(
            new JsonObject
            {
                ["total_seats_consumed"] = people.Count,
                ["total_seats_purchased"] = 100,
                ["users"] = Json.Array(items.Select(person => One(call.World, person))),
            },
            link
        );
    }

    private static JsonObject One(World world, Account person) =>
        new()
        {
            ["github_com_login"] = person.Login,
            ["github_com_name"] = person.Name,
            ["enterprise_server_user_ids"] = Json.Texts(
                world.ConnectedServers.Select(server => $"{server.ServerId}:{person.Login}")
            ),
            ["github_com_user"] = true,
            ["enterprise_server_user"] = !world.ConnectedServers.IsEmpty,
            ["visual_studio_subscription_user"] = false,
            ["license_type"] = "enterprise",
            ["github_com_profile"] = $"{AccountShape.Web(world)}/{person.Login}",
            ["github_com_member_roles"] = Json.Texts(
                world
                    .OrganizationsOf(person)
                    .Select(organization =>
                        $"{organization.Login}:{(organization.IsRunBy(person) ? "Owner" : "Member")}"
                    )
            ),
            ["github_com_enterprise_roles"] = Json.Texts([
                world.Enterprise.IsRunBy(person) ? "Owner" : "Member",
            ]),
            ["github_com_verified_domain_emails"] = Json.Texts([person.Email]),
            ["github_com_saml_name_id"] = null,
            ["github_com_orgs_with_pending_invites"] = new JsonArray(),
            ["github_com_two_factor_auth"] = true,
            ["enterprise_server_emails"] = new JsonArray(),
            ["visual_studio_license_status"] = null,
            ["visual_studio_subscription_email"] = null,
            ["total_user_accounts"] = 1,
        };

    private static ApiAnswer Synchronized(ApiCall call)
    {
        Enterprise(call);
        return ApiAnswer.Ok(
            new JsonObject
            {
                ["server_instances"] = Json.Array(
                    call.World.ConnectedServers.Select(server => new JsonObject
                    {
                        ["server_id"] = server.ServerId,
                        ["hostname"] = server.Hostname,
                        ["last_sync"] = new JsonObject
                        {
                            ["date"] = Json.Iso(server.LastSync),
                            ["status"] = server.Error is null ? "success" : "failed",
                            ["error"] = server.Error ?? "",
                        },
                    })
                ),
            }
        );
    }

    private static Account Enterprise(ApiCall call)
    {
        var person = call.Scoped("read:enterprise");
        return
            call.World.FindEnterprise(call.Route("enterprise")) is { } found
            && person is not null
            && found.IsRunBy(person)
            ? found
            : throw ApiRefusal.NotFound;
    }
}
