using System.Security.Cryptography;
using System.Text;

namespace Portal.Secrets;

/// <summary>Names a secret without telling it.</summary>
internal static class Fingerprint
{
    /// <summary>
    /// SHA-256 of the public half, in base64, as GitHub shows it beside an app's private keys.
    /// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
    /// </summary>
    public static string OfKey(RSA key) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>The first 64 bits of the SHA-256. The secrets that come here are random, so that a hash leads back to none of them.</summary>
    public static string OfRandom(SecretText secret) =>
        "sha256:"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())))[..16];

    /// <summary>
    /// A name that tells two stored passwords apart and nothing else: people choose them, and what is guessed could be compared
    /// with a hash.
    /// </summary>
    public static string OfPassword() =>
        "no. " + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
}
