using System.Security.Cryptography;
using System.Text;

namespace Sandbox.Hooks;

/// <summary>How a delivery sent from the control path is to be signed.</summary>
public enum Signing
{
    Good,
    Bad,
    None,
}

/// <summary>
/// Signs exactly the bytes that are sent.
/// https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
/// </summary>
internal static class Signature
{
    public static string Sha256(string secret, byte[] body) =>
        "sha256="
        + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>The legacy header, which GitHub still sends.</summary>
    public static string Sha1(string secret, byte[] body) =>
#pragma warning disable CA5350 // It is what GitHub sends; nobody is to rely on it.
        "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body));
#pragma warning restore CA5350
}
