namespace Portal.Data;

/// <summary>The words in which pages and receipts name what the database names by enum.</summary>
public static class Words
{
    /// <summary>"1 repository", "252 repositories".</summary>
    public static string Count(int count, string one, string several) =>
        $"{count:N0} {(count == 1 ? one : several)}";

    public static string Of(SecretField field) =>
        field switch
        {
            SecretField.PrivateKey => "private key",
            SecretField.ClientSecret => "client secret",
            SecretField.WebhookSecret => "webhook secret",
            SecretField.ManifestCode => "manifest code",
            SecretField.PersonToken => "person's token",
            SecretField.ProxyPassword => "proxy password",
            SecretField.ClientKey => "client certificate's key",
            SecretField.ServerToken => "site administrator's token",
            SecretField.CloudToken => "enterprise administrator's token",
            SecretField.ManagePassword => "Manage API password",
            SecretField.ChannelAddress => "webhook address",
            SecretField.ChannelSecret => "signing secret",
        };

    /// <summary>For the beginning of a line.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What a pending connection waits for.</summary>
    public static string Of(Stage stage) =>
        stage switch
        {
            Stage.CreateApp => "create the app",
            Stage.Authorize => "authorize",
            Stage.InstallApp => "install the app",
            Stage.AwaitingApproval => "approval by an owner",
            Stage.Verify => "verification",
            Stage.Complete => "complete",
        };

    /// <summary>A reason in two or three words, beside a lamp.</summary>
    public static string Of(Reason reason) =>
        reason switch
        {
            Reason.Unreachable => "unreachable",
            Reason.AddressRefused => "address refused",
            Reason.NotHttps => "no HTTPS",
            Reason.TlsUntrusted => "not trusted",
            Reason.ClientCertificateWanted => "wants a client certificate",
            Reason.NotGitHub => "not GitHub",
            Reason.Maintenance => "in maintenance",
            Reason.ClockSkew => "clocks differ",
            Reason.CredentialsRejected => "key refused",
            Reason.AppDoubted => "app not found",
            Reason.AppDeleted => "app deleted",
            Reason.Uninstalled => "uninstalled",
            Reason.Suspended => "suspended",
            Reason.PermissionsMissing => "permissions missing",
            Reason.RateLimited => "rate limited",
            Reason.UnsupportedVersion => "version too old",
            Reason.PrivateMode => "private mode",
            Reason.UnexpectedAnswer => "unexpected answer",
            Reason.WebhooksNotArriving => "webhooks not arriving",
            Reason.WebhookChanged => "webhook changed",
            Reason.Contained => "contained",
        };

    public static string Of(EndingStepKind step) =>
        step switch
        {
            EndingStepKind.StopIntake => "Stop taking webhooks",
            EndingStepKind.RevokeTokens => "Revoke tokens",
            EndingStepKind.DeleteInstallations => "Uninstall the app",
            EndingStepKind.DeleteRegistration => "Delete the app's registration",
            EndingStepKind.DestroySecrets => "Destroy the secrets",
            EndingStepKind.CleanDatabase => "Clean the database",
        };

    public static string Of(EndingStepState state) =>
        state switch
        {
            EndingStepState.Waiting => "Waiting",
            EndingStepState.Running => "Running",
            EndingStepState.Done => "Done",
            EndingStepState.Skipped => "Skipped",
        };
}
