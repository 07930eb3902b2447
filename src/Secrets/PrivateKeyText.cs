using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Portal.Secrets;

/// <summary>
/// Reads the private key of an app as a person brings it: pasted with spaces or quotes around it, with the line ends of
/// another system, out of JSON or a settings file where the line ends are written "\n". What comes out is PKCS#1 in PEM.
/// </summary>
public static partial class PrivateKeyText
{
    private const string Where =
        "GitHub gives it in the app's settings, under “Private keys”: a file that begins with -----BEGIN RSA PRIVATE KEY-----.";

    /// <summary>The key, or a sentence on what was brought instead; the sentence quotes nothing of it.</summary>
    public static (SecretText? Key, string? Problem) Read(SecretText typed)
    {
        var text = typed
            .Reveal()
            .Replace("\\r", "", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal);
        var blocks = Block().Matches(text).Select(match => match.Groups).ToList();
        var key =
            blocks.Find(block =>
                block["label"].Value.EndsWith("PRIVATE KEY", StringComparison.Ordinal)
            ) ?? blocks.FirstOrDefault();
        if (key is null)
        {
            return (null, WithoutBlock(text));
        }

        var (label, body) = (key["label"].Value, key["body"].Value);
        return label switch
        {
            "RSA PRIVATE KEY"
            or "PRIVATE KEY" when !body.Contains("ENCRYPTED", StringComparison.Ordinal) => Import(
                label,
                body
            ),
            "RSA PRIVATE KEY" or "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY" => (
                null,
                "This key is encrypted with a passphrase. Decrypt it first (openssl rsa -in KEY -out PLAIN); GitHub's own are not encrypted."
            ),
            "PUBLIC KEY" or "RSA PUBLIC KEY" => (
                null,
                $"This is a public key. The portal needs the private one. {Where}"
            ),
            "CERTIFICATE" => (
                null,
                $"This is a certificate. The portal needs the app's private key. {Where}"
            ),
            "OPENSSH PRIVATE KEY" => (
                null,
                $"This is a key for SSH, and not one of an app. {Where}"
            ),
            _ when label.EndsWith("PRIVATE KEY", StringComparison.Ordinal) => (null, NotRsa),
            _ => (null, $"This is not a private key. {Where}"),
        };
    }

    /// <summary>What GitHub shows beside the key.</summary>
    public static string FingerprintOf(SecretText key)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.Reveal());
        return Fingerprint.OfKey(rsa);
    }

    private static string NotRsa =>
        $"This private key is not an RSA key, and apps have no others. {Where}";

    private static string WithoutBlock(string text) =>
        text.TrimStart().StartsWith("ssh-", StringComparison.Ordinal)
            ? $"This is a public key for SSH. {Where}"
        : text.Contains("-----BEGIN ", StringComparison.Ordinal)
            ? "The end of the key is missing. Copy it whole, with the line -----END RSA PRIVATE KEY-----."
        : $"This is not a private key. {Where}";

    private static (SecretText? Key, string? Problem) Import(string label, string body)
    {
        using var rsa = RSA.Create();
        try
        {
            var bytes = Convert.FromBase64String(body);
            if (label == "PRIVATE KEY")
            {
                rsa.ImportPkcs8PrivateKey(bytes, out _);
            }
            else
            {
                rsa.ImportRSAPrivateKey(bytes, out _);
            }

            return (new SecretText(rsa.ExportRSAPrivateKeyPem() + "\n"), null);
        }
        catch (FormatException)
        {
            return (null, Damaged);
        }
        catch (CryptographicException)
        {
            return (null, label == "PRIVATE KEY" && IsOther(body) ? NotRsa : Damaged);
        }
    }

    private static string Damaged =>
        "The key is damaged: something between its first and its last line was lost or changed. Copy it once more, or upload the file.";

    /// <summary>A private key in PKCS#8 names its algorithm; a curve's is the one that people have.</summary>
    private static bool IsOther(string body)
    {
        using var curve = ECDsa.Create();
        try
        {
            curve.ImportPkcs8PrivateKey(Convert.FromBase64String(body), out _);
            return true;
        }
        catch (CryptographicException)
        {
            // Ed25519 (1.3.101.112) and Ed448 (1.3.101.113), which .NET does not import.
            return Convert.FromBase64String(body).AsSpan().IndexOf<byte>([0x06, 0x03, 0x2b, 0x65])
                >= 0;
        }
    }

    [GeneratedRegex(
        "-----BEGIN (?<label>[A-Z0-9 ]+)-----(?<body>.*?)-----END [A-Z0-9 ]+-----",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Block();
}
