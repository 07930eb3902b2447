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
            // What an earlier version of the portal encrypted names Data Protection's own decryptor.
            .UnprotectKeysWithAnyCertificate([.. certificate.All]);
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IDbContextFactory<PortalDb>, ILoggerFactory>(
                (options, dbs, loggers) =>
                {
                    options.XmlRepository = new KeyRing(dbs);
                    options.XmlEncryptor = new KeyRingEncryptor(certificate, loggers);
                }
            );
        services.AddSingleton<SecretStore>();
        services.AddSingleton<RotateKeyRing>();
        services.AddSingleton<AppJwt>();
        services.AddSingleton<ReturnStash>();
        services.AddSingleton<HandOverTicket>();
    }
}
