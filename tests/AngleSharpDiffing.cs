using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Portal.Tests;

/// <summary>
/// Lets bunit run on the pinned AngleSharp.Diffing: it asks for a newer one, and the runtime refuses an older one unless
/// asked.
/// </summary>
internal static class AngleSharpDiffing
{
#pragma warning disable CA2255 // Must be in place before bunit is touched, by whoever touches it first.
    [ModuleInitializer]
    internal static void Load() =>
#pragma warning restore CA2255
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing"
                ? context.LoadFromAssemblyPath(
                    Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll")
                )
                : null;
}
