using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sandbox;

/// <summary>What is served at one of the addresses that a sandbox listens on.</summary>
internal enum Origin
{
    Web,
    SignIn,
    Api,
    Codeload,
    Manage,
}

/// <summary>
/// The addresses of a sandbox. A server has its API below <c>/api</c> of its web address; a cloud has origins of its own for
/// the API and for archives. Inside, both are routed alike: below <c>/api/v3</c> and <c>/_codeload</c>.
/// </summary>
internal static class Origins
{
    /// <summary>Typed, since a bare null would become an empty path.</summary>
    private static PathString? NotHere => null;

    private static readonly string[] s_servedApart = ["/api", "/_codeload", "/manage"];

    /// <summary>In the order in which they are listened on.</summary>
    public static IReadOnlyList<(Origin Origin, string Url)> Of(SandboxOptions options)
    {
        var all = new List<(Origin, string)> { (Origin.Web, options.Url) };
        if (options.SignInUrl is { } signIn)
        {
            all.Add((Origin.SignIn, signIn));
        }

        if (options.Flavour.IsCloud())
        {
            all.Add((Origin.Api, options.ApiUrl ?? AnyPort(options.Url)));
            all.Add((Origin.Codeload, options.CodeloadUrl ?? AnyPort(options.Url)));
        }
        else
        {
            all.Add((Origin.Manage, options.ManageUrl ?? AnyPort(options.Url)));
        }

        return all;
    }

    public static void Listen(
        KestrelServerOptions kestrel,
        Origin origin,
        string url,
        Action<ListenOptions> secure
    )
    {
        var address = BindingAddress.Parse(url);
        var ip =
            address.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed
            : IPAddress.Any;
        kestrel.Listen(
            ip,
            address.Port,
            listen =>
            {
                listen.Use(next =>
                    connection =>
                    {
                        connection.Items[typeof(Origin)] = origin;
                        return next(connection);
                    }
                );
                if (address.Scheme == "https")
                {
                    secure(listen);
                }
            }
        );
    }

    /// <summary>What was asked for, with the port that it became; a host name stays one.</summary>
    public static Uri Bound(string asked, string bound)
    {
        var wanted = BindingAddress.Parse(asked);
        return new Uri($"{wanted.Scheme}://{wanted.Host}:{BindingAddress.Parse(bound).Port}");
    }

    /// <summary>Gives each path its place, and nothing where it is not served.</summary>
    public static Task RouteAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (!path.StartsWithSegments("/_sandbox", StringComparison.Ordinal))
        {
            var origin = Of(context);
            var place = Place(context, origin, path);
            if (place is null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            context.Request.Path = place.Value;
        }

        return next(context);
    }

    private static Origin Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items[typeof(Origin)] is Origin origin
            ? origin
            : Origin.Web;

    private static PathString? Place(HttpContext context, Origin origin, PathString path) =>
        origin switch
        {
            Origin.Api => path.StartsWithSegments("/graphql", StringComparison.Ordinal)
                ? "/api/graphql"
                : new PathString("/api/v3").Add(path),
            Origin.Codeload => new PathString("/_codeload").Add(path),
            Origin.Manage => path.StartsWithSegments("/manage", StringComparison.Ordinal)
                ? path
                : NotHere,
            Origin.Web => IsServedApart(context, path) ? NotHere : path,
            Origin.SignIn => path,
        };

    private static bool IsServedApart(HttpContext context, PathString path)
    {
        var isCloud = context.RequestServices.GetRequiredService<World>().Flavour.IsCloud();
        return (isCloud ? s_servedApart : s_servedApart[^1..]).Any(apart =>
            path.StartsWithSegments(apart, StringComparison.Ordinal)
        );
    }

    private static string AnyPort(string url)
    {
        var address = BindingAddress.Parse(url);
        return $"{address.Scheme}://{address.Host}:0";
    }
}
