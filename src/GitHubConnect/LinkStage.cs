using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>How far a link has come; what the wizard shows when somebody comes back.</summary>
public enum LinkStage
{
    Prerequisites,
    Terms,
    Account,

    /// <summary>The app is to be created, authorized and installed: the connection has stages of its own for that.</summary>
    Install,
    Enabled,
    Disabling,
}

/// <summary>Reads the stage from the rows; nothing stores it.</summary>
public static class LinkStages
{
    public static LinkStage Of(Link link) =>
        link switch
        {
            { Connection.EndingId: not null } => LinkStage.Disabling,
            { EnabledAt: not null } => LinkStage.Enabled,
            { Connection: not null } => LinkStage.Install,
            _ when !LinkNeeds.AreMet(link) => LinkStage.Prerequisites,
            { TermsAcceptedAt: null } => LinkStage.Terms,
            _ => LinkStage.Account,
        };
}
