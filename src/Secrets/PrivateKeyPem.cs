using System.Security.Cryptography;

namespace Portal.Secrets;

/// <summary>
/// Reads a private key as somebody pasted or uploaded it: the RSA key that GitHub gave, in PKCS#1 or PKCS#8. Everything else
/// is named for what it is, and nothing of it is repeated.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
/// </summary>
public sealed record PrivateKeyPem
{
    /// <summary>The key, and nothing that stood around it; null when there is a problem.</summary>
    public SecretText? Key { get; private init; }

    /// <summary>What GitHub shows beside the key.</summary>
    public string? Fingerprint { get; private init; }

    /// <summary>What was given instead of a key, and what to do about it.</summary>
    public string? Problem { get; private init; }

    public static PrivateKeyPem Read(SecretText given)
    {
        var text = given.Reveal().Trim();
        if (text.Length == 0)
        {
            return Wrong(
                "Paste the private key, or choose the .pem file that the server gave when the key was made."
            );
        }

        if (!PemEncoding.TryFind(text, out var fields))
        {
            return Wrong(
                "This is not a PEM file: it must begin with a line -----BEGIN … PRIVATE KEY----- and end with the matching END line. Copy the whole file that the server gave."
            );
        }

        return text[fields.Label] switch
        {
            "RSA PRIVATE KEY" or "PRIVATE KEY" => Import(text[fields.Location]),
            "ENCRYPTED PRIVATE KEY" => Wrong(
                "This key is encrypted with a password. Give the file as the server gave it, without a password."
            ),
            "PUBLIC KEY" or "RSA PUBLIC KEY" => Wrong(
                "This is a public key. The portal needs the private one, which the server gave as a file when it was made."
            ),
            "CERTIFICATE" => Wrong(
                "This is a certificate. The portal needs the app's private key, which the server gave as a file when it was made."
            ),
            _ => Wrong(
                "This is a key of another kind. GitHub's own are RSA keys that begin with -----BEGIN RSA PRIVATE KEY-----."
            ),
        };
    }

    private static PrivateKeyPem Import(string pem)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return new PrivateKeyPem
            {
                Key = new SecretText(pem),
                Fingerprint = Secrets.Fingerprint.OfKey(key),
            };
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // The exception's own message may quote what it could not read.
            return Wrong(
                "This is not an RSA private key, or a part of it is missing. Copy the whole file that the server gave."
            );
        }
    }

    private static PrivateKeyPem Wrong(string problem) => new() { Problem = problem };
}
