using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Secrets;

internal static class SecretsSetup
{
    public static void AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        var data = Path.GetFullPath(
            configuration["Portal:Data"] is { Length: > 0 } folder ? folder : "data"
        );
        Directory.CreateDirectory(data);
        var certificate = KeyRingCertificate.Load(configuration, data, TimeProvider.System);
        services.AddSingleton(certificate);
        services
            .AddDataProtection()
            .SetApplicationName("Portal")
            .ProtectKeysWithCertificate(certificate.Certificate)
            .UnprotectKeysWithAnyCertificate([certificate.Certificate, .. certificate.Previous]);
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IDbContextFactory<PortalDb>>(
                (options, dbs) => options.XmlRepository = new KeyRing(dbs)
            );
        services.AddSingleton<SecretStore>();
        services.AddSingleton<RotateKeyRing>();
        services.AddSingleton<AppJwt>();
        services.AddSingleton<ReturnStash>();
        services.AddSingleton<HandOverTicket>();
    }
}
