using Portal.Data;
using Portal.Ui;

namespace Portal.Hosts;

/// <summary>How hosts, their states and the steps of a preflight are called and look.</summary>
public static class HostWords
{
    public static LampKind Lamp(ResourceState state) =>
        state switch
        {
            ResourceState.Pending => LampKind.Pending,
            ResourceState.Available => LampKind.Available,
            ResourceState.Error => LampKind.Error,
        };

    /// <summary>
    /// A server in maintenance is nobody's trouble: how it is beneath that is not known. One that is contained was stopped on
    /// purpose, and waits for its release.
    /// </summary>
    public static LampKind Lamp(Data.Host host) =>
        host.ContainedAt is not null ? LampKind.Pending
        : host.Reason == Reason.Maintenance ? LampKind.Unknown
        : Lamp(host.State);

    public static string Of(Data.Host host) =>
        host.ContainedAt is not null ? "Contained"
        : host.Reason == Reason.Maintenance ? "In maintenance"
        : host.State.ToString();

    public static LampKind Lamp(Connection connection) =>
        connection.EndingId is not null || connection.Reason == Reason.Contained
            ? LampKind.Pending
            : Lamp(connection.State);

    public static string Of(Connection connection) =>
        connection.EndingId is not null ? "Disconnecting"
        : connection.Reason == Reason.Contained ? "Contained"
        : connection.State.ToString();

    public static LampKind Lamp(PreflightVerdict verdict) =>
        verdict switch
        {
            PreflightVerdict.Passed => LampKind.Available,
            PreflightVerdict.Warning => LampKind.Pending,
            PreflightVerdict.Failed => LampKind.Error,
            PreflightVerdict.Unknown or PreflightVerdict.NotRun => LampKind.Unknown,
        };

    public static string Of(HostFlavor flavor) =>
        flavor switch
        {
            HostFlavor.EnterpriseServer => "GitHub Enterprise Server",
            HostFlavor.DotCom => "github.com",
            HostFlavor.DataResidency => "GitHub Enterprise Cloud with data residency",
        };

    public static string Of(PreflightCheck check) =>
        check switch
        {
            PreflightCheck.Url => "Address",
            PreflightCheck.Dns => "Name (DNS)",
            PreflightCheck.Tcp => "Connection (TCP)",
            PreflightCheck.Tls => "Encryption (TLS)",
            PreflightCheck.Http => "Answer (HTTP)",
            PreflightCheck.GitHub => "GitHub and version",
            PreflightCheck.PrivateMode => "Private mode",
            PreflightCheck.Maintenance => "Maintenance",
            PreflightCheck.Clock => "Clock",
            PreflightCheck.Names => "Archives and uploads",
            PreflightCheck.Inward => "GitHub → portal",
        };

    public static string Of(PreflightVerdict verdict) =>
        verdict switch
        {
            PreflightVerdict.Passed => "passed",
            PreflightVerdict.Warning => "look at this",
            PreflightVerdict.Failed => "failed",
            PreflightVerdict.Unknown => "unknown",
            PreflightVerdict.NotRun => "not run",
        };

    public static string Of(Fixer fixer) =>
        fixer switch
        {
            Fixer.You => "you",
            Fixer.ServerAdministrator => "the GitHub administrator",
            Fixer.NetworkTeam => "the network team",
        };
}
