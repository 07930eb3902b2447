namespace Portal.Tests.Harness;

/// <summary>How a portal is to be started.</summary>
public sealed record PortalSettings
{
    /// <summary>
    /// Settings by their names in the configuration ("Portal:CheckInterval"), or environment variables ("PORTAL_PAUSE_AT").
    /// They win over what the harness sets; null takes one away.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Values { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Serve HTTPS with this certificate.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>The name under which browsers and GitHub reach the portal; it listens there.</summary>
    public string Name { get; init; } = "localhost";

    /// <summary>
    /// Run inside this network, which reaches nothing but its outside address. The portal's public address still works: what
    /// comes there is carried inside.
    /// </summary>
    public PrivateNetwork? Network { get; init; }

    /// <summary>What follows the host in the public address, such as "/portal"; the portal serves below it.</summary>
    public string SubPath { get; init; } = "";

    /// <summary>The Portal.dll to run; null means the one that these tests are for.</summary>
    public string? Dll { get; init; }

    /// <summary>Start with an empty data folder, as an operator's first start does, whatever <see cref="PortalProcess.Prepare"/> says.</summary>
    public bool FromNothing { get; init; }

    /// <summary>An existing data folder to start with; null means a new, temporary one.</summary>
    public string? DataDirectory { get; init; }
}
