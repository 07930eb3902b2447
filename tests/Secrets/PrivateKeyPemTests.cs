using System.Security.Cryptography;
using Portal.Secrets;

namespace Portal.Tests.Secrets;

/// <summary>What a person may paste as a private key, and what they are told when it is something else.</summary>
public sealed class PrivateKeyPemTests
{
    private static readonly RSA s_key = RSA.Create(2048);

    public static TheoryData<string> Keys =>
        [
            s_key.ExportRSAPrivateKeyPem(),
            s_key.ExportPkcs8PrivateKeyPem(),
            $"\uFEFF\r\n  {s_key.ExportRSAPrivateKeyPem().Replace("\n", "\r\n", StringComparison.Ordinal)}\r\n\r\n",
        ];

    public static TheoryData<string, string> Others =>
        new()
        {
            { "", "Paste the private key" },
            { "  \n ", "Paste the private key" },
            { "hello", "not a PEM file" },
            { "-----BEGIN RSA PRIVATE KEY-----", "not a PEM file" },
            { s_key.ExportSubjectPublicKeyInfoPem(), "public key" },
            { s_key.ExportRSAPublicKeyPem(), "public key" },
            {
                s_key.ExportEncryptedPkcs8PrivateKeyPem(
                    "hunter2",
                    new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)
                ),
                "encrypted with a password"
            },
            { new string(PemEncoding.Write("CERTIFICATE", [1, 2, 3])), "a certificate" },
            { new string(PemEncoding.Write("OPENSSH PRIVATE KEY", [1, 2, 3])), "another kind" },
            {
                new string(PemEncoding.Write("RSA PRIVATE KEY", [1, 2, 3])),
                "not an RSA private key"
            },
            {
                ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(),
                "not an RSA private key"
            },
            { ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportECPrivateKeyPem(), "another kind" },
        };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_read_in_either_form_with_what_stands_around_it(string text)
    {
        var read = PrivateKeyPem.Read(new SecretText(text));

        Assert.Null(read.Problem);
        using var key = RSA.Create();
        key.ImportFromPem(read.Key!.Reveal());
        Assert.Equal(
            "SHA256:" + Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo())),
            read.Fingerprint
        );
        Assert.StartsWith("-----BEGIN", read.Key.Reveal(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Everything_else_is_named_for_what_it_is_and_not_repeated(
        string text,
        string sentence
    )
    {
        var read = PrivateKeyPem.Read(new SecretText(text));

        Assert.Null(read.Key);
        Assert.Contains(sentence, read.Problem, StringComparison.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line.Length > 40))
        {
            Assert.DoesNotContain(line, read.Problem, StringComparison.Ordinal);
        }
    }
}
