using System.Security.Cryptography;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Tests.Harness;

/// <summary>Rows of hosts, apps and connections, as many as wanted, that nobody created on the way that a browser goes.</summary>
public sealed class Population(Doors doors, string privateKey)
{
    private int _apps;

    public static Population In(Doors doors)
    {
        using var key = RSA.Create(2048);
        return new Population(doors, key.ExportRSAPrivateKeyPem());
    }

    public static Portal.Data.Host Host(string url, string name = "ghes.example.com") =>
        new()
        {
            Id = Guid.NewGuid(),
            Name = name,
            Flavor = HostFlavor.EnterpriseServer,
            WebUrl = url,
            ApiUrl = $"{url}/api/v3",
            State = ResourceState.Available,
            StateSince = Now,
            CreatedAt = Now,
        };

    /// <summary>An app of the host, with a private key, so that the portal calls the host in its name.</summary>
    public App App(PortalDb db, Portal.Data.Host host, string? key = null)
    {
        var number = ++_apps;
        var app = new App
        {
            Id = Guid.NewGuid(),
            HostId = host.Id,
            Key = key ?? $"key-{number}",
            OwnerKind = OwnerKind.Organization,
            OwnerSlug = "acme",
            ProposedName = $"Portal {number}",
            Creation = AppCreation.Created,
            CreationChangedAt = Now,
            GitHubId = number,
            ClientId = $"Iv1.{number}",
            WebhookConfiguredAt = Now,
        };
        db.Add(app);
        doors
            .Get<SecretStore>()
            .Put(db, app.Id, SecretField.PrivateKey, new SecretText(privateKey));
        return app;
    }

    /// <summary>A connection that works, as far as the rows say, and is due to be checked.</summary>
    public static Connection Connection(PortalDb db, Portal.Data.Host host, App app, int number)
    {
        var installation = new Installation
        {
            Id = Guid.NewGuid(),
            AppId = app.Id,
            GitHubId = number,
            Account = $"org-{number}",
            AccountType = "Organization",
            RepositorySelection = "all",
            SettingsPath = "/settings",
            Permissions = "contents: read\nmetadata: read\npull_requests: read",
            Events = "push",
            SyncedAt = Now,
        };
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = $"org-{number} on {host.Name}",
            HostId = host.Id,
            AppId = app.Id,
            InstallationId = installation.Id,
            State = ResourceState.Available,
            Stage = Stage.Complete,
            StateSince = Now,
            CreatedAt = Now - TimeSpan.FromDays(1),
        };
        db.AddRange(installation, connection);
        return connection;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
