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
        // The first start makes a key, which takes a second or two: beside all else that starts.
        var loading = Task.Run(() =>
            KeyRingCertificate.Load(configuration, data, TimeProvider.System)
        );
        services.AddSingleton(_ => loading.GetAwaiter().GetResult());
        services.AddDataProtection().SetApplicationName("Portal");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IDbContextFactory<PortalDb>, KeyRingCertificate, ILoggerFactory>(
                (options, dbs, certificate, loggers) =>
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
