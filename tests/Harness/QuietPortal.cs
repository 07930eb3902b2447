using Portal.GitHub;

namespace Portal.Tests.Harness;

/// <summary>The portal's services on a new database, with no process and no workers: for what nobody requests over HTTP.</summary>
public sealed class QuietPortal : IAsyncDisposable
{
    public static readonly Uri Url = new("http://localhost:5080/");

    private QuietPortal(string folder, Doors doors) => (Folder, Doors) = (folder, doors);

    public string Folder { get; }

    public Doors Doors { get; }

    public static async Task<QuietPortal> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        ResolveName? resolve = null,
        bool migrated = true,
        ManualTime? time = null
    )
    {
        var folder = Directory.CreateTempSubdirectory("portal-quiet-").FullName;
        if (migrated)
        {
            await FirstStart.SpareAsync(folder, certificate: true);
        }

        var all = await SharedPostgres.OrAskedForAsync(settings);
        var portal = new QuietPortal(folder, Doors.To(folder, Url, all, resolve, time));
        if (migrated && all.ContainsKey("Portal:Database"))
        {
            await using var db = await portal.Doors.OpenAsync();
            await db.MigrateAsync(TestContext.Current.CancellationToken);
        }

        return portal;
    }

    public async ValueTask DisposeAsync()
    {
        await Doors.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
