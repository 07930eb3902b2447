using Portal.Tests.Harness;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Portal.Tests.Harness;

/// <summary>One PostgreSQL server for all tests that ask for it. A commit does not wait for the disk.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> s_cluster = new(() =>
        PostgresCluster.StartAsync(durable: false)
    );

    /// <summary>The settings of a portal with a database of its own there.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Portal:Database"] = await NewDatabaseAsync(),
        };

    /// <summary>
    /// These settings, and a database there where they name none and PORTAL_TEST_POSTGRES=1 asks for one: then every test runs
    /// on PostgreSQL, also those that are not made for it.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string?>> OrAskedForAsync(
        IReadOnlyDictionary<string, string?>? settings
    )
    {
        var all = new Dictionary<string, string?>(
            settings ?? new Dictionary<string, string?>(),
            StringComparer.Ordinal
        );
        if (
            Environment.GetEnvironmentVariable("PORTAL_TEST_POSTGRES") == "1"
            && !all.ContainsKey("Portal:Database")
        )
        {
            all["Portal:Database"] = await NewDatabaseAsync();
        }

        return all;
    }

    public static async Task<string> NewDatabaseAsync() =>
        await (await s_cluster.Value).NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (s_cluster.IsValueCreated)
        {
            await (await s_cluster.Value).DisposeAsync();
        }
    }
}
