using System.Security.Cryptography;

namespace Sandbox;

/// <summary>A registered GitHub App. It stays here, marked as deleted, so that a test can ask about it afterwards.</summary>
public sealed class App
{
    private const long FirstBotId = 100_000_000;

    public required long Id { get; init; }
    public required string Name { get; set; }
    public required string Slug { get; set; }
    public required Account Owner { get; set; }
    public required string ClientId { get; init; }
    public string? Description { get; set; }
    public required string HomepageUrl { get; set; }
    public string? RedirectUrl { get; init; }
    public List<string> CallbackUrls { get; set; } = [];
    public string? SetupUrl { get; set; }
    public bool SetupOnUpdate { get; set; }
    public bool RequestOAuthOnInstall { get; init; }
    public bool Public { get; set; }
    public Dictionary<string, string> Permissions { get; set; } = new(StringComparer.Ordinal);
    public List<string> Events { get; set; } = [];
    public required Hook Hook { get; init; }
    public List<string> ClientSecrets { get; } = [];
    public List<AppKey> Keys { get; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public bool IsDeleted => DeletedAt is not null;

    /// <summary>Who the app is where it acts with an installation token.</summary>
    public Account Bot =>
        new()
        {
            Id = FirstBotId + Id,
            Login = Slug + "[bot]",
            Name = Slug + "[bot]",
            IsBot = true,
        };

    /// <summary>The page on which the owner manages the app.</summary>
    public string SettingsPath => $"{Owner.SettingsPath}/apps/{Slug}";
}

/// <summary>The one webhook of an app.</summary>
public sealed class Hook
{
    public required long Id { get; init; }
    public string? Url { get; set; }
    public bool Active { get; set; }
    public string ContentType { get; set; } = "json";
    public string InsecureSsl { get; set; } = "0";
    public string? Secret { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>
/// A private key of an app. The server keeps the public half; the private one is handed out once.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
/// </summary>
public sealed class AppKey
{
    private AppKey(byte[] publicKey, DateTimeOffset createdAt)
    {
        PublicKey = publicKey;
        CreatedAt = createdAt;
    }

    public byte[] PublicKey { get; }
    public DateTimeOffset CreatedAt { get; }

    /// <summary>What GitHub's settings page shows: base64 of the SHA-256 of the public key's DER.</summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(PublicKey));

    /// <summary>A new key, with the PKCS#1 PEM that only the person who asked for it ever sees.</summary>
    public static (AppKey Key, string Pem) Create(DateTimeOffset now)
    {
        using var rsa = RSA.Create(2048);
        return (
            new AppKey(rsa.ExportSubjectPublicKeyInfo(), now),
            rsa.ExportRSAPrivateKeyPem() + "\n"
        );
    }

    /// <summary>A key that somebody else made; throws where it is no RSA private key in PEM.</summary>
    public static (AppKey Key, string Pem) Import(string pem, DateTimeOffset now)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        _ = rsa.ExportParameters(includePrivateParameters: true);
        return (new AppKey(rsa.ExportSubjectPublicKeyInfo(), now), pem);
    }

    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(PublicKey, out _);
        return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
