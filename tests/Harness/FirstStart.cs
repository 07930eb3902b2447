using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Tests.Harness;

/// <summary>
/// What a portal's first start makes and every later one finds: the tables, and the key ring's certificate. Made once for all
/// tests of a run, which else would each wait for the same work; the first start itself has tests of its own.
/// </summary>
internal static class FirstStart
{
    private const string Certificate = "keyring.pfx";
    private static readonly Lazy<Task<Dictionary<string, byte[]>>> s_made = new(MakeAsync);

    [ModuleInitializer]
    internal static void PrepareProcesses() => PortalProcess.Prepare = SpareAsync;

    /// <summary>Puts both into an empty data folder.</summary>
    /// <param name="certificate">False where the settings name another one.</param>
    public static async Task SpareAsync(string folder, bool certificate)
    {
        foreach (var (name, content) in await s_made.Value)
        {
            if (certificate || name != Certificate)
            {
                var file = Path.Combine(folder, name);
                await File.WriteAllBytesAsync(file, content);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
            }
        }
    }

    private static async Task<Dictionary<string, byte[]>> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-first-").FullName;
        await using (var doors = Doors.To(folder, QuietPortal.Url))
        {
            _ = doors.Get<KeyRingCertificate>();
            await using var db = await doors
                .Get<IDbContextFactory<PortalDb>>()
                .CreateDbContextAsync(CancellationToken.None);
            await db.MigrateAsync(CancellationToken.None);
            // So that the database is one file.
            Assert.Equal(Cleaning.Overwritten, await db.CleanAsync(CancellationToken.None));
        }

        var made = new[] { "portal.db", Certificate }.ToDictionary(
            name => name,
            name => File.ReadAllBytes(Path.Combine(folder, name))
        );
        Directory.Delete(folder, recursive: true);
        return made;
    }
}
