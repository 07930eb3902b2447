using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Portal.Secrets;

/// <summary>
/// Encrypts elements of the key ring with the certificate that is in use now; Data Protection's own encryptor knows only the
/// one of the start.
/// </summary>
internal sealed class KeyRingEncryptor(KeyRingCertificate certificate, ILoggerFactory loggers)
    : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var closed = new CertificateXmlEncryptor(certificate.Certificate, loggers).Encrypt(
            plaintextElement
        );
        return new EncryptedXmlInfo(closed.EncryptedElement, typeof(KeyRingDecryptor));
    }
}

/// <summary>Opens what <see cref="KeyRingEncryptor"/> encrypted. Its name is stored with every element: it must not change.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        services.GetRequiredService<KeyRingCertificate>().Open(encryptedElement);
}
