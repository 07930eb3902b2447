using System.Security.Cryptography;
using System.Text;

namespace Portal.Secrets;

public enum SignatureCheck
{
    Valid,
    Missing,
    Malformed,
    Wrong,
}

/// <summary>
/// Checks X-Hub-Signature-256 over the exact bytes received, in constant time.
/// https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
/// </summary>
public static class WebhookSignature
{
    private const string Prefix = "sha256=";

    /// <summary>Valid when any of the current secrets signed the body. No secret is also a refusal.</summary>
    /// <param name="signer">The place of the secret that signed it; -1 when none did.</param>
    public static SignatureCheck Check(
        string? header,
        IReadOnlyList<SecretText> secrets,
        ReadOnlySpan<byte> body,
        out int signer
    )
    {
        signer = -1;
        if (string.IsNullOrEmpty(header))
        {
            return SignatureCheck.Missing;
        }

        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (
            !header.StartsWith(Prefix, StringComparison.Ordinal)
            || header.Length != Prefix.Length + 2 * HMACSHA256.HashSizeInBytes
            || Convert.FromHexString(header.AsSpan(Prefix.Length), claimed, out _, out _)
                != System.Buffers.OperationStatus.Done
        )
        {
            return SignatureCheck.Malformed;
        }

        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var place = 0; place < secrets.Count; place++)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secrets[place].Reveal()), body, actual);
            signer = CryptographicOperations.FixedTimeEquals(claimed, actual) ? place : signer;
        }

        return signer >= 0 ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }
}
