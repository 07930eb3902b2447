namespace Portal.Hosts;

/// <summary>How the portal treats a release of GitHub Enterprise Server.</summary>
public enum VersionVerdict
{
    Supported,

    /// <summary>GitHub no longer supports the release; it may be connected and is marked.</summary>
    Unsupported,

    /// <summary>Older than 2.22.1, the oldest that this portal connects.</summary>
    Refused,

    /// <summary>The server hides its version (private mode), or it is not a version number.</summary>
    Unknown,
}

/// <summary>Judges the version that a server tells.</summary>
public static class ServerVersion
{
    private static readonly Version s_oldestAccepted = new(2, 22, 1);

    // The last day on which GitHub supports each release. Anything newer than the list is supported.
    // https://docs.github.com/enterprise-server@latest/admin/all-releases
    private static readonly (int Minor, DateOnly Until)[] s_releases =
    [
        (17, new DateOnly(2026, 8, 25)),
        (18, new DateOnly(2026, 10, 14)),
        (19, new DateOnly(2026, 12, 9)),
        (20, new DateOnly(2027, 3, 17)),
        (21, new DateOnly(2027, 6, 11)),
        (22, new DateOnly(2027, 8, 25)),
    ];

    public static VersionVerdict Judge(string? version, DateTimeOffset now)
    {
        // Pre-releases and development builds carry a suffix: 3.20.0.rc1
        var number = string.Join(
            '.',
            (version ?? "").Split('.').Take(3).Where(part => int.TryParse(part, out _))
        );
        if (!Version.TryParse(number, out var parsed))
        {
            return VersionVerdict.Unknown;
        }

        if (new Version(parsed.Major, parsed.Minor, Math.Max(parsed.Build, 0)) < s_oldestAccepted)
        {
            return VersionVerdict.Refused;
        }

        if (parsed.Major < 3 || (parsed.Major == 3 && parsed.Minor < s_releases[0].Minor))
        {
            return VersionVerdict.Unsupported;
        }

        var release =
            parsed.Major == 3
                ? Array.Find(s_releases, entry => entry.Minor == parsed.Minor)
                : default;
        return release.Minor != 0 && release.Until < DateOnly.FromDateTime(now.UtcDateTime)
            ? VersionVerdict.Unsupported
            : VersionVerdict.Supported;
    }
}
