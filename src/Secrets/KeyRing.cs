using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Secrets;

/// <summary>Keeps the Data Protection key ring in the portal's database, so that a backup of one is a backup of both.</summary>
internal sealed class KeyRing(IDbContextFactory<PortalDb> dbs) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = dbs.CreateDbContext();
        return db.KeyRing.AsNoTracking().Select(element => element.Xml).ToList().ConvertAll(Parse);
    }

    // What an earlier version of the portal encrypted names Data Protection's own decryptor, which does not know our certificates.
    private static XElement Parse(string xml)
    {
        var element = XElement.Parse(xml);
        foreach (
            var decryptor in element
                .DescendantsAndSelf()
                .Attributes("decryptorType")
                .Where(name => name.Value == typeof(EncryptedXmlDecryptor).AssemblyQualifiedName)
        )
        {
            decryptor.Value = typeof(KeyRingDecryptor).AssemblyQualifiedName!;
        }

        return element;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = dbs.CreateDbContext();
        db.KeyRing.Add(
            new KeyRingElement
            {
                Name = friendlyName,
                Xml = element.ToString(SaveOptions.DisableFormatting),
            }
        );
        db.SaveChanges();
    }
}
