using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Portal.Secrets;

namespace Portal.Tests.Secrets;

/// <summary>A private key as people bring it, and what is said to what is none.</summary>
public sealed class PrivateKeyTextTests
{
    private static readonly RSA s_key = RSA.Create(2048);

    [Theory]
    [InlineData("PKCS#1")]
    [InlineData("PKCS#8")]
    [InlineData("another system's line ends")]
    [InlineData("spaces around it and in front of each line")]
    [InlineData("in quotes")]
    [InlineData("in single quotes")]
    [InlineData("out of JSON")]
    [InlineData("out of JSON of another system")]
    [InlineData("out of a settings file")]
    [InlineData("on one line")]
    [InlineData("with a mark of the byte order")]
    [InlineData("behind the certificate")]
    public void It_is_read_however_it_was_copied(string way)
    {
        var (pkcs1, pkcs8) = (s_key.ExportRSAPrivateKeyPem(), s_key.ExportPkcs8PrivateKeyPem());
        var typed = way switch
        {
            "PKCS#1" => pkcs1,
            "PKCS#8" => pkcs8,
            "another system's line ends" => pkcs1.ReplaceLineEndings("\r\n"),
            "spaces around it and in front of each line" =>
                $" \t\n  {pkcs1.Replace("\n", "\n   ")}\n\n ",
            "in quotes" => $"\"{pkcs1}\"",
            "in single quotes" => $"'{pkcs8}'",
            "out of JSON" => $"\"{pkcs1.Replace("\n", "\\n")}\",",
            "out of JSON of another system" => pkcs1.Replace("\n", "\\r\\n"),
            "out of a settings file" => $"GITHUB_APP_KEY={pkcs1}",
            "on one line" => pkcs1.Replace('\n', ' '),
            "with a mark of the byte order" => "\uFEFF" + pkcs1,
            _ => $"{Certificate()}\n{pkcs8}",
        };

        var (key, problem) = PrivateKeyText.Read(new SecretText(typed));

        Assert.Null(problem);
        using var read = RSA.Create();
        read.ImportFromPem(key!.Reveal());
        Assert.Equal(s_key.ExportRSAPrivateKey(), read.ExportRSAPrivateKey());
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----\n", key.Reveal());
    }

    public static TheoryData<string, string> Others()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = s_key.ExportRSAPrivateKeyPem();
        var password = new PbeParameters(
            PbeEncryptionAlgorithm.Aes256Cbc,
            HashAlgorithmName.SHA256,
            1
        );
        return new()
        {
            { s_key.ExportSubjectPublicKeyInfoPem(), "This is a public key." },
            { s_key.ExportRSAPublicKeyPem(), "This is a public key." },
            { "ssh-rsa AAAAB3NzaC1yc2E= me@example.com", "a public key for SSH" },
            { Certificate(), "This is a certificate." },
            {
                s_key.ExportEncryptedPkcs8PrivateKeyPem("pass", password),
                "encrypted with a passphrase"
            },
            {
                pem.Replace(
                    "KEY-----\nM",
                    "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nM"
                ),
                "encrypted with a passphrase"
            },
            { curve.ExportECPrivateKeyPem(), "is not an RSA key" },
            { curve.ExportPkcs8PrivateKeyPem(), "is not an RSA key" },
            {
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----",
                "is not an RSA key"
            },
            {
                "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
                "a key for SSH"
            },
            { pem[..(pem.Length / 2)], "The end of the key is missing" },
            { pem.Remove(200, 20), "The key is damaged" },
            { pem.Remove(200, 21), "The key is damaged" },
            { pem.Replace("MII", "MI!"), "The key is damaged" },
            {
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
                "not a private key"
            },
            { "hunter2", "This is not a private key" },
            { "{\"message\": \"Not Found\"}", "This is not a private key" },
        };
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_no_such_key_is_called_what_it_is(string typed, string sentence)
    {
        var (key, problem) = PrivateKeyText.Read(new SecretText(typed));

        Assert.Null(key);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        // Whatever was pasted by mistake is not said back.
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    private static string Certificate()
    {
        using var certificate = new CertificateRequest(
            "CN=portal",
            s_key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
