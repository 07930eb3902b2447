using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Checking and ending user tokens, with client id and client secret as Basic credentials.
/// https://docs.github.com/enterprise-server@3.19/rest/apps/oauth-applications
/// </summary>
internal static class OAuthApplicationEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Post("/applications/{client_id}/token", CheckAsync);
        api.Patch("/applications/{client_id}/token", ResetAsync);
        api.Delete("/applications/{client_id}/token", RevokeAsync);
        api.Delete("/applications/{client_id}/grant", RevokeGrantAsync);
    }

    private static async Task<ApiAnswer> CheckAsync(ApiCall call)
    {
        var token = await TokenAsync(call, Application(call)) ?? throw ApiRefusal.NotFound;
        return ApiAnswer.Ok(Shape(call.World, token));
    }

    /// <summary>Ends a token and gives another in its place.</summary>
    private static async Task<ApiAnswer> ResetAsync(ApiCall call)
    {
        var token = await TokenAsync(call, Application(call)) ?? throw ApiRefusal.NotFound;
        call.World.UserTokens.TryRemove(token.Value, out _);
        return ApiAnswer.Ok(Shape(call.World, call.World.MintUserToken(token.App, token.User)));
    }

    private static JsonObject Shape(World world, UserToken token) =>
        new()
        {
            ["id"] = token.App.Id * 1000 + token.User.Id,
            ["url"] =
                $"{AccountShape.Api(world)}/authorizations/{token.App.Id * 1000 + token.User.Id}",
            ["app"] = new JsonObject
            {
                ["name"] = token.App.Name,
                ["url"] = token.App.HomepageUrl,
                ["client_id"] = token.App.ClientId,
            },
            ["token"] = token.Value,
            ["hashed_token"] = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(token.Value))
            ),
            ["token_last_eight"] = token.Value[^8..],
            ["note"] = null,
            ["note_url"] = null,
            ["created_at"] = Json.Iso(token.CreatedAt),
            ["updated_at"] = Json.Iso(token.CreatedAt),
            ["scopes"] = new JsonArray(),
            ["fingerprint"] = null,
            ["expires_at"] = Json.Iso(token.ExpiresAt),
            ["user"] = AccountShape.Simple(world, token.User),
        };

    private static async Task<ApiAnswer> RevokeAsync(ApiCall call)
    {
        var token = await TokenAsync(call, Application(call)) ?? throw ApiRefusal.NotFound;
        call.World.UserTokens.TryRemove(token.Value, out _);
        return ApiAnswer.Nothing;
    }

    private static async Task<ApiAnswer> RevokeGrantAsync(ApiCall call)
    {
        var token = await TokenAsync(call, Application(call)) ?? throw ApiRefusal.NotFound;
        call.World.RevokeAuthorization(token.App, token.User);
        return ApiAnswer.Nothing;
    }

    private static App Application(ApiCall call)
    {
        var (scheme, value) = call.Credentials();
        var given = scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? Decoded(value)
            : null;
        var colon = given?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var app = colon < 0 ? null : call.World.FindIssuer(given![..colon]);
        if (
            app is null
            || !app.ClientSecrets.Contains(given![(colon + 1)..], StringComparer.Ordinal)
        )
        {
            throw ApiRefusal.BadCredentials;
        }

        return app.ClientId == call.Route("client_id") ? app : throw ApiRefusal.NotFound;
    }

    private static async Task<UserToken?> TokenAsync(ApiCall call, App app)
    {
        var body = await call.BodyAsync();
        if (body["access_token"] is not JsonValue value || !value.TryGetValue<string>(out var text))
        {
            throw ApiRefusal.Validation("AccessToken", "access_token", "missing_field");
        }

        var token = call.World.FindUserToken(text);
        return token?.App == app ? token : null;
    }

    private static string? Decoded(string value)
    {
        var buffer = new byte[value.Length];
        return Convert.TryFromBase64String(value, buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : null;
    }
}
