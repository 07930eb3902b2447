using System.Globalization;
using System.Net;

namespace Portal.GitHub;

/// <summary>
/// Something that a network may contact: a range of addresses, and ports of it. Written "10.20.0.0/16 443,8443"; without
/// ports for all of them, and a single address without its "/32".
/// </summary>
public sealed record EgressRule(IPNetwork Range, IReadOnlyList<int> Ports)
{
    /// <summary>Null for a line that is not a rule.</summary>
    public static EgressRule? Parse(string line)
    {
        var parts = line.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || Network(parts[0]) is not { } range)
        {
            return null;
        }

        var ports = new List<int>();
        foreach (
            var text in parts.Length == 1 ? [] : parts[1].Split(',', StringSplitOptions.TrimEntries)
        )
        {
            if (
                !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                || port is < 1 or > 65535
            )
            {
                return null;
            }

            ports.Add(port);
        }

        return new EgressRule(range, ports);
    }

    /// <summary>The rules of a network; none means no limit.</summary>
    public static IReadOnlyList<EgressRule> ParseAll(string lines) =>
        [
            .. lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line =>
                    Parse(line)
                    ?? throw new FormatException(
                        $"“{line}” is stored as an egress rule and is none."
                    )
                ),
        ];

    public bool AllowsPort(int port) => Ports.Count == 0 || Ports.Contains(port);

    public bool Allows(IPAddress address, int port) =>
        AllowsPort(port)
        && Range.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var range))
        {
            return range;
        }

        return
            IPAddress.TryParse(text, out var one)
            && !text.Contains('/', StringComparison.Ordinal)
            // "10" and "10.1" are addresses to .NET and typing errors to people.
            && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
            ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
            : null;
    }
}
