using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Bunit;

namespace Portal.Tests;

/// <summary>
/// Lets bunit run on the pinned AngleSharp.Diffing: it asks for a newer one, and the runtime refuses an older one unless
/// asked. And gives a component on a busy machine more than bunit's second to render what a test waits for.
/// </summary>
internal static class BunitSetup
{
#pragma warning disable CA2255 // Must be in place before bunit is touched, by whoever touches it first.
    [ModuleInitializer]
    internal static void Load()
#pragma warning restore CA2255
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing"
                ? context.LoadFromAssemblyPath(
                    Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll")
                )
                : null;
        BePatient();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BePatient() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(20);
}
