using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Secrets;

namespace Portal.Tests.Secrets;

/// <summary>The token with which an app speaks for itself.</summary>
public sealed class AppJwtTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_names_the_app_lives_nine_minutes_and_is_signed_with_its_key(bool pkcs1)
    {
        using var key = RSA.Create(2048);
        var pem = pkcs1 ? key.ExportRSAPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem();

        var parts = AppJwt.Sign(new SecretText(pem), 4711, s_now).Reveal().Split('.');

        Assert.Equal(3, parts.Length);
        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", Text(parts[0]));
        var claims = JsonSerializer.Deserialize<JsonElement>(Text(parts[1]));
        Assert.Equal(["iat", "exp", "iss"], claims.EnumerateObject().Select(claim => claim.Name));
        var issued = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("iat").GetInt64());
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        Assert.Equal(TimeSpan.FromMinutes(1), s_now - issued);
        // GitHub refuses more than ten minutes, counted on its own clock.
        Assert.InRange(expires - s_now, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9));
        Assert.Equal("4711", claims.GetProperty("iss").GetString());
        Assert.True(
            key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
    }

    private static string Text(string part) =>
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
