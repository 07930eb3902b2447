using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Sandbox.Pages;

/// <summary>
/// The reports of a server, for site administrators with a token as the password. The first who asks for one is told that it is
/// being made.
/// https://docs.github.com/enterprise-server@3.19/admin/monitoring-activity-in-your-enterprise/exploring-user-activity-in-your-enterprise/accessing-reports-for-your-instance
/// </summary>
internal static class ReportPages
{
    private const string Heading =
        "created_at,id,login,email,role,suspended?,last_logged_ip,repos,ssh_keys,org_memberships,dormant?,last_active,raw_login,2fa_enabled?\n";

    public static void Map(WebApplication app, World world)
    {
        var asked = 0;
        app.MapGet(
            "/stafftools/reports/dormant_users.csv",
            (RequestDelegate)(
                async context =>
                {
                    if (!IsForSiteAdministrator(context, world))
                    {
                        context.Response.StatusCode = 404;
                        return;
                    }

                    if (Interlocked.Increment(ref asked) == 1)
                    {
                        context.Response.StatusCode = 202;
                        return;
                    }

                    context.Response.ContentType = "text/csv; charset=utf-8";
                    await context.Response.WriteAsync(
                        Heading
                            + string.Concat(
                                world
                                    .Accounts.Values.Where(one =>
                                        one is { IsPerson: true, IsDormant: true }
                                    )
                                    .OrderBy(one => one.Id)
                                    .Select(one => Line(world, one))
                            )
                    );
                }
            )
        );
    }

    private static string Line(World world, Account person) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{world.Clock.Now.AddYears(-1):yyyy-MM-dd HH:mm:ss} UTC,{person.Id},{person.Login},{person.Email},{(person.SiteAdmin ? "admin" : "user")},false,,0,0,0,true,,\"{{\"\"from\"\": \"\"web\"\",\n \"\"id\"\": {person.Id}}}\",false\n"
        );

    private static bool IsForSiteAdministrator(HttpContext context, World world) =>
        world.Flavour == Flavour.EnterpriseServer
        && AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
        && Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter ?? "")).Split(':', 2)
            is [var login, var value]
        && world.FindPersonalToken(value) is { User.SiteAdmin: true } token
        && token.May("site_admin")
        && token.User.Login.Equals(login, StringComparison.OrdinalIgnoreCase);
}
