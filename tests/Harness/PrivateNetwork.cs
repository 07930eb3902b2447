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
        var first = number % 30 * 8;
        var stem = $"10.{77 + number / 30}.{Environment.ProcessId % 250}";
        (Outside, Inside, AlsoInside) = (
            $"{stem}.{first + 1}",
            $"{stem}.{first + 2}",
            $"{stem}.{first + 3}"
        );
    }

    /// <summary>As "ip netns" knows it.</summary>
    public string Name { get; }

    /// <summary>The end of the cable on this machine: the only address that can be reached from inside.</summary>
    public string Outside { get; }

    /// <summary>The address inside that calls come from unless they are told otherwise.</summary>
    public string Inside { get; }

    /// <summary>Another address inside.</summary>
    public string AlsoInside { get; }

    /// <summary>Takes root, because only root may lay cables.</summary>
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
        Ip("address", "add", network.Outside + "/29", "dev", near);
        Ip("link", "set", near, "up");
        Ip("-n", network.Name, "address", "add", network.Inside + "/29", "dev", far);
        Ip("-n", network.Name, "address", "add", network.AlsoInside + "/29", "dev", far);
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
