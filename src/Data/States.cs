namespace Portal.Data;

/// <summary>Where a host or a connection stands. Every <see cref="Error"/> can be recovered in place.</summary>
public enum ResourceState
{
    Pending,
    Available,
    Error,
}

/// <summary>What a pending connection waits for, in the order in which it happens.</summary>
public enum Stage
{
    CreateApp,
    Authorize,
    InstallApp,
    AwaitingApproval,
    Verify,
    Complete,
}

/// <summary>Why a host or a connection is not simply available; <see cref="ReasonText"/> has the sentence for each.</summary>
public enum Reason
{
    Unreachable,

    /// <summary>The portal's own rules forbid the address.</summary>
    AddressRefused,

    /// <summary>https was asked of a port that answers in something else.</summary>
    NotHttps,
    TlsUntrusted,

    /// <summary>The server admits only clients with a certificate, and the host's network has none that it accepts.</summary>
    ClientCertificateWanted,
    NotGitHub,
    Maintenance,
    ClockSkew,
    CredentialsRejected,

    /// <summary>GitHub said once that it does not know the app; it counts as deleted when said twice.</summary>
    AppDoubted,
    AppDeleted,
    Uninstalled,
    Suspended,
    PermissionsMissing,
    RateLimited,
    UnsupportedVersion,
    PrivateMode,
    UnexpectedAnswer,

    /// <summary>GitHub's own log says that its deliveries do not reach the portal.</summary>
    WebhooksNotArriving,

    /// <summary>The app's webhook on the server is not what the portal set.</summary>
    WebhookChanged,

    /// <summary>An administrator suspended the installations and paused all work.</summary>
    Contained,
}

/// <summary>One sentence for each reason, naming who can fix it.</summary>
public static class ReasonText
{
    public static string Of(Reason reason) =>
        reason switch
        {
            Reason.Unreachable =>
                "The server does not answer. Its administrator or your network team can tell why.",
            Reason.AddressRefused =>
                "This portal does not call that address. You can correct the URL; whoever runs the portal decides what it may call.",
            Reason.NotHttps =>
                "This port does not speak HTTPS. You can correct the address; the server's administrator knows which port does.",
            Reason.TlsUntrusted =>
                "The server's certificate is not trusted here. You can add the certificate authority to the host, or the server's administrator can install a complete chain.",
            Reason.ClientCertificateWanted =>
                "The server asks for a client certificate. You can add one to the host's network; whoever runs the server's gateway issues it.",
            Reason.NotGitHub =>
                "What answers at this address is not GitHub. You can correct the URL; your network team knows if a proxy answers in its place.",
            Reason.Maintenance =>
                "The server is in maintenance mode. Its administrator ends that; nothing needs to be done here.",
            Reason.ClockSkew =>
                "The clocks of the server and of this portal differ by more than a minute, so that GitHub refuses our tokens. Whoever runs the wrong clock can fix it.",
            Reason.CredentialsRejected =>
                "GitHub knows the app and refuses our key. The owner of the app can tell whether the key was deleted there.",
            Reason.AppDoubted =>
                "The server says that it does not know the app. Nothing needs to be done yet: the portal asks once more, a minute later, before it believes that the app was deleted.",
            Reason.AppDeleted =>
                "The app no longer exists on the server. You can begin again with a new app under this connection, or disconnect.",
            Reason.Uninstalled =>
                "The app was uninstalled from the account. An owner of the account can install it again.",
            Reason.Suspended =>
                "The installation is suspended. An owner of the account, or the app's owner, can unsuspend it.",
            Reason.PermissionsMissing =>
                "Permissions or events are missing that the portal needs here. The detail says which: the app's owner adds what the app lacks, an owner of the account accepts what it has.",
            Reason.RateLimited =>
                "The server asked us to slow down. Nothing needs to be done; the portal waits and tries again.",
            Reason.UnsupportedVersion =>
                "This GitHub Enterprise Server is older than 2.22.1 and cannot be connected. Its administrator can upgrade it.",
            Reason.PrivateMode =>
                "The server is in private mode and hides its version until an app of its own asks. Go on and create the app.",
            Reason.UnexpectedAnswer =>
                "The server answered with something that the portal does not understand. Its administrator can compare the request id in the detail.",
            Reason.WebhooksNotArriving =>
                "GitHub cannot deliver webhooks to this portal. Your network team can let the server reach the portal's address; the detail says what GitHub saw.",
            Reason.WebhookChanged =>
                "Somebody changed the app's webhook on the server, so that it does not serve this portal as it should. You can set it again; the app's owner can tell why it was changed.",
            Reason.Contained =>
                "An administrator contained this: the installations are suspended and the portal does no work for them. An administrator can release it.",
        };
}
