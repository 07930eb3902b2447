using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Data;

namespace Portal.Secrets;

/// <summary>
/// Signs the JSON Web Token with which a GitHub App speaks for itself. It is made for one request and never kept.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
/// </summary>
public sealed class AppJwt(SecretStore secrets, TimeProvider time)
{
    /// <summary>A token for the app, or null when its private key is not kept (any more).</summary>
    public async Task<SecretText?> SignAsync(
        Guid appId,
        long gitHubId,
        CancellationToken cancellationToken
    )
    {
        var pem = await secrets.GetAsync(appId, SecretField.PrivateKey, cancellationToken);
        return pem is null ? null : Sign(pem, gitHubId, time.GetUtcNow());
    }

    /// <summary>A token signed with a key that is not stored (yet).</summary>
    internal SecretText Sign(SecretText pem, long gitHubId) =>
        Sign(pem, gitHubId, time.GetUtcNow());

    internal static SecretText Sign(SecretText pem, long gitHubId, DateTimeOffset now)
    {
        // GitHub refuses a token "from the future" and one that lives over ten minutes; a minute back absorbs clock drift.
        // The numeric id as issuer works on every release of GitHub Enterprise Server.
        var claims = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["iat"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
                ["exp"] = now.AddMinutes(8).ToUnixTimeSeconds(),
                ["iss"] = gitHubId.ToString(CultureInfo.InvariantCulture),
            }
        );
        var unsigned = $"{Base64Url("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64Url(claims)}";
        using var key = RSA.Create();
        key.ImportFromPem(pem.Reveal());
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(unsigned),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return new SecretText($"{unsigned}.{Base64Url(signature)}");
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
