using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Portal.Data;

/// <summary>
/// Makes Microsoft.Data.Sqlite run on SQLitePCLRaw 2.0.6 and on the system's own, security-patched SQLite where there is one.
/// The reason, and when this file may be deleted, is in docs/decisions/0004-sqlite-loading.md.
/// </summary>
internal static class SqliteLoader
{
    private const string SystemLibrary = "libsqlite3.so.0";

#pragma warning disable CA2255 // The provider must be set before any type of Microsoft.Data.Sqlite is touched, by whoever touches it first.
    [ModuleInitializer]
    internal static void Load()
#pragma warning restore CA2255
    {
        // Microsoft.Data.Sqlite asks for a newer SQLitePCLRaw.core than is here; the runtime refuses an older one unless asked.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            if (name.Name?.StartsWith("SQLitePCLRaw", StringComparison.Ordinal) != true)
            {
                return null;
            }

            var file = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        SetProvider();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetProvider()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
            Resolve
        );
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
    }

    private static IntPtr Resolve(string library, Assembly assembly, DllImportSearchPath? path) =>
        library == "e_sqlite3" && NativeLibrary.TryLoad(SystemLibrary, out var system)
            ? system
            : IntPtr.Zero;
}
