using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sandbox.Api;

/// <summary>
/// Checks the JSON web token of an app and refuses it in GitHub's words.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
/// </summary>
internal static class AppJwt
{
    private const string Undecodable = "A JSON web token could not be decoded";
    private const string BadExpiry =
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    private const string FarExpiry = "'Expiration time' claim ('exp') is too far in the future";
    private const string BadIssuedAt =
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

    public static App Check(World world, string jwt)
    {
        if (jwt.Split('.') is not [var header, var claims, var signature])
        {
            throw new ApiRefusal(401, Undecodable);
        }

        var (head, body) = (Part(header), Part(claims));
        if (Text(head, "alg") != "RS256")
        {
            throw new ApiRefusal(401, Undecodable);
        }

        if (Text(body, "iss") is not { } issuer)
        {
            throw new ApiRefusal(401, "'Issuer' claim ('iss') must be an Integer");
        }

        var app = world.FindIssuer(issuer) ?? throw new ApiRefusal(404, "Integration not found");
        var signed = Encoding.ASCII.GetBytes($"{header}.{claims}");
        var bytes = Decode(signature);
        if (!app.Keys.ToArray().Any(key => key.Verifies(signed, bytes)))
        {
            throw new ApiRefusal(401, Undecodable);
        }

        CheckTimes(body, world.Clock.Now.ToUnixTimeSeconds());
        return app;
    }

    private static void CheckTimes(JsonElement body, long now)
    {
        if (Number(body, "exp") is not { } expires || expires <= now)
        {
            throw new ApiRefusal(401, BadExpiry);
        }

        if (expires > now + 600)
        {
            throw new ApiRefusal(401, FarExpiry);
        }

        if (Number(body, "iat") is not { } issued || issued > now)
        {
            throw new ApiRefusal(401, BadIssuedAt);
        }
    }

    private static JsonElement Part(string part)
    {
        try
        {
            using var document = JsonDocument.Parse(Decode(part));
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object
                ? root
                : throw new ApiRefusal(401, Undecodable);
        }
        catch (JsonException)
        {
            throw new ApiRefusal(401, Undecodable);
        }
    }

    private static byte[] Decode(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            throw new ApiRefusal(401, Undecodable);
        }
    }

    private static string? Text(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;

    /// <summary>A fraction of a second is allowed in exp; GitHub wants whole numbers in iat.</summary>
    private static long? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out var whole)
                ? whole
                : name == "exp"
                    ? (long)double.Parse(value.GetRawText(), CultureInfo.InvariantCulture)
                    : null
            : null;
}
