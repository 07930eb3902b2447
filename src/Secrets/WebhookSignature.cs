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
    public static SignatureCheck Check(
        string? header,
        IReadOnlyList<SecretText> secrets,
        ReadOnlySpan<byte> body
    )
    {
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

        var valid = false;
        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body, actual);
            valid |= CryptographicOperations.FixedTimeEquals(claimed, actual);
        }

        return valid ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }
}
