using System.Diagnostics;

namespace Portal.Tests.Harness;

/// <summary>
/// A network namespace that is joined to this machine by one cable and has no route anywhere else: what runs inside reaches
/// <see cref="Outside"/> and nothing more. Making one takes root.
/// </summary>
public sealed class PrivateNetwork : IDisposable
{
    private static int s_count;

    private PrivateNetwork(string name, int number)
    {
        Name = name;
        var network = $"10.{77 + number / 60}.{Environment.ProcessId % 250}.{number % 60 * 4}";
        var stem = network[..network.LastIndexOf('.')];
        Outside = $"{stem}.{number % 60 * 4 + 1}";
        Inside = $"{stem}.{number % 60 * 4 + 2}";
    }

    /// <summary>As "ip netns" knows it.</summary>
    public string Name { get; }

    /// <summary>The end of the cable on this machine: the only address that can be reached from inside.</summary>
    public string Outside { get; }

    /// <summary>The address inside.</summary>
    public string Inside { get; }

    /// <summary>Whether this process may make one.</summary>
    public static bool IsPossible => Environment.IsPrivilegedProcess;

    public static PrivateNetwork Make()
    {
        var number = Interlocked.Increment(ref s_count);
        var network = new PrivateNetwork($"portal-{Environment.ProcessId}-{number}", number);
        // A device has at most 15 characters.
        var (near, far) = (
            $"pv{Environment.ProcessId % 100000}o{number}",
            $"pv{Environment.ProcessId % 100000}i{number}"
        );
        Ip("netns", "add", network.Name);
        Ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", network.Name);
        Ip("address", "add", network.Outside + "/30", "dev", near);
        Ip("link", "set", near, "up");
        Ip("-n", network.Name, "address", "add", network.Inside + "/30", "dev", far);
        Ip("-n", network.Name, "link", "set", far, "up");
        Ip("-n", network.Name, "link", "set", "lo", "up");
        return network;
    }

    // The cable goes with it.
    public void Dispose() => Ip("netns", "delete", Name);

    private static void Ip(params string[] arguments)
    {
        using var ip = Process.Start(
            new ProcessStartInfo("ip", arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        var said = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {said}");
        }
    }
}
