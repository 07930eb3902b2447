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
/// <param name="Signer">The place of the secret that signed it; -1 when none did.</param>
/// <param name="BodyHash">The first half of a valid signature: the same for the same body, and no signature by itself.</param>
public readonly record struct WebhookSignature(SignatureCheck Check, int Signer, byte[] BodyHash)
{
    private const string Prefix = "sha256=";

    /// <summary>Valid when any of the current secrets signed the body. No secret is also a refusal.</summary>
    public static WebhookSignature Verify(
        string? header,
        IReadOnlyList<OpenedSecret> secrets,
        ReadOnlySpan<byte> body
    )
    {
        if (string.IsNullOrEmpty(header))
        {
            return new WebhookSignature(SignatureCheck.Missing, -1, []);
        }

        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (
            !header.StartsWith(Prefix, StringComparison.Ordinal)
            || header.Length != Prefix.Length + 2 * HMACSHA256.HashSizeInBytes
            || Convert.FromHexString(header.AsSpan(Prefix.Length), claimed, out _, out _)
                != System.Buffers.OperationStatus.Done
        )
        {
            return new WebhookSignature(SignatureCheck.Malformed, -1, []);
        }

        var signer = -1;
        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var place = 0; place < secrets.Count; place++)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secrets[place].Text.Reveal()), body, actual);
            signer = CryptographicOperations.FixedTimeEquals(claimed, actual) ? place : signer;
        }

        return signer >= 0
            ? new WebhookSignature(
                SignatureCheck.Valid,
                signer,
                claimed[..(HMACSHA256.HashSizeInBytes / 2)].ToArray()
            )
            : new WebhookSignature(SignatureCheck.Wrong, -1, []);
    }
}
