using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.GitHub;
using Portal.GitHubConnect;
using Portal.Home;
using Portal.Hosts;
using Portal.Notifications;
using Portal.Repositories;
using Portal.Secrets;
using Portal.Webhooks;

namespace Portal.Tests.Harness;

/// <summary>
/// What the portal's interactive forms call, on the database of a portal that may run beside it as a process of its own:
/// the forms themselves need a browser, and have their tests there.
/// </summary>
public sealed class Doors : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Doors(ServiceProvider services) => _services = services;

    public static Doors To(PortalProcess portal) =>
        To(
            portal.DataDirectory,
            portal.Url,
            new Dictionary<string, string?> { ["Portal:Database"] = portal.Database }
        );

    public static Doors To(
        string dataDirectory,
        Uri publicUrl,
        IReadOnlyDictionary<string, string?>? settings = null,
        ResolveName? resolve = null,
        ManualTime? time = null
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Portal:Data"] = dataDirectory,
                    ["Portal:PublicUrl"] = publicUrl.AbsoluteUri,
                    ["Portal:AllowLoopbackHosts"] = "true",
                    ["Portal:AllowHttpHosts"] = "true",
                    ["Portal:GoneConfirmation"] = "00:00:01",
                }
            )
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddData();
        // Contexts are used again, and each remembers for a second that nobody listened: a test that begins to, hears all.
        services.ConfigureDbContext<SqliteDb>(options =>
            options.ConfigureLoggingCacheTime(TimeSpan.Zero)
        );
        services.ConfigureDbContext<PostgresDb>(options =>
            options.ConfigureLoggingCacheTime(TimeSpan.Zero)
        );
        // As in Access: the model is made once in a process, and a portal in this one needs the same.
        services.Configure<IdentityOptions>(options =>
            options.Stores.SchemaVersion = IdentitySchemaVersions.Version3
        );
        services.AddSecrets(configuration);
        services.AddGitHub();
        if (resolve is not null)
        {
            services.AddSingleton(resolve);
        }

        services.AddAccess();
        services.AddHosts();
        services.AddApps();
        services.AddRepositories();
        services.AddPortalConnections();
        services.AddGitHubConnect();
        services.AddWebhooks();
        services.AddNotifications();
        services.AddHome();
        if (time is not null)
        {
            services.AddSingleton<TimeProvider>(time);
        }

        return new Doors(services.BuildServiceProvider());
    }

    /// <summary>Who acts in tests.</summary>
    public static Actor Actor { get; } = new(Guid.Empty, "test", "192.0.2.1");

    /// <summary>A service of the portal, such as <see cref="RegisterHost"/>.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<PortalDb> OpenAsync() =>
        Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Stop);

    public Task<Guid> RegisterAsync(Uri server, string? ca = null) =>
        RegisterAsync(
            new HostForm { Url = server.AbsoluteUri, NewNetwork = { CaCertificates = ca } }
        );

    public async Task<Guid> RegisterAsync(HostForm form)
    {
        var result = await Get<RegisterHost>().RunAsync(form, Doors.Actor, Stop);
        return result.HostId
            ?? throw new InvalidOperationException($"{result.Problem} {result.Refusal?.Detail}");
    }

    /// <summary>Proposes an app for an organization; the id of the connection that waits for it.</summary>
    public async Task<Guid> ProposeAsync(
        Guid host,
        string organization = "acme",
        string? name = null
    )
    {
        var form = new AppForm
        {
            Organization = organization,
            Name = name ?? $"Portal {organization}",
        };
        var proposal = await Get<ProposeApp>().RunAsync(host, form, Doors.Actor, Stop);
        return proposal.ConnectionId
            ?? throw new InvalidOperationException(string.Join(" ", proposal.Problems.Values));
    }

    public async Task<Connection?> ConnectionAsync(Guid id)
    {
        await using var db = await OpenAsync();
        return await db
            .Connections.AsNoTracking()
            .Include(row => row.Host)
            .Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
            .SingleOrDefaultAsync(row => row.Id == id, Stop);
    }

    public async Task<Ending> EndingAsync(Guid id)
    {
        await using var db = await OpenAsync();
        return await db
            .Endings.AsNoTracking()
            .Include(row => row.Steps)
            .SingleAsync(row => row.Id == id, Stop);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
