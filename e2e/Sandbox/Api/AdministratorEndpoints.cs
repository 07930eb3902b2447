using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// What only a server's site administrators are told, with a token of the scope <c>site_admin</c>; for everybody else it does
/// not exist, and no app is let in.
/// https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/admin-stats
/// </summary>
internal static class AdministratorEndpoints
{
    private const int Seats = 50;

    public static void Map(ApiMap api)
    {
        api.Get("/enterprise/settings/license", License);
        foreach (var kind in Statistics.Kinds)
        {
            api.Get($"/enterprise/stats/{kind}", call => Of(call, kind));
        }

        api.Get("/enterprise/stats/all", All);
        api.Get("/enterprise/stats/security-products", SecurityProducts);
    }

    private static ApiAnswer License(ApiCall call)
    {
        Check(call);
        var used = call.World.Accounts.Values.Count(account => account.IsPerson);
        return ApiAnswer.Ok(
            new JsonObject
            {
                ["seats"] = Seats,
                ["seats_used"] = used,
                ["seats_available"] = Seats - used,
                ["kind"] = "standard",
                ["days_until_expiration"] = (call.World.LicenseEnds - call.World.Clock.Now).Days,
                ["expire_at"] = Json.Iso(call.World.LicenseEnds),
            }
        );
    }

    private static ApiAnswer Of(ApiCall call, string kind)
    {
        Check(call);
        return ApiAnswer.Ok(Statistics.Of(call.World, kind));
    }

    private static ApiAnswer All(ApiCall call)
    {
        Check(call);
        var body = new JsonObject();
        foreach (var kind in Statistics.Kinds)
        {
            body[kind] = Statistics.Of(call.World, kind);
        }

        return ApiAnswer.Ok(body);
    }

    private static ApiAnswer SecurityProducts(ApiCall call)
    {
        Check(call);
        return ApiAnswer.Ok(Statistics.SecurityProducts(call.World));
    }

    private static void Check(ApiCall call)
    {
        if (call.Scoped("site_admin") is not { SiteAdmin: true })
        {
            throw ApiRefusal.NotFound;
        }
    }
}
