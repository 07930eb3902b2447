using Portal.Data;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>What a disconnect will stop and destroy, before anybody decides.</summary>
/// <param name="StoredDeliveries">Of the app, if it ends; <see cref="MostCounted"/> stands for as many or more.</param>
/// <param name="LinkedServer">The server whose GitHub Connect link the connection carries; null for none.</param>
/// <param name="Stays">Whose the app is, when it was entered by hand and so does not end with its last connection.</param>
public sealed record DisconnectPreview(
    Guid ConnectionId,
    string Name,
    string HostName,
    string? Account,
    string? AppName,
    AppCreation Creation,
    string? Stays,
    bool EndsApp,
    int Repositories,
    int OpenPullRequests,
    int StoredDeliveries,
    Some<string> SharedWith,
    IReadOnlyList<KeptSecret> Secrets,
    string? LinkedServer
)
{
    public const int MostCounted = 10_000;

    /// <summary>Nobody created the app.</summary>
    public bool Draft => Creation == AppCreation.Proposed;

    /// <summary>The app goes from every account and its registration is deleted.</summary>
    public bool Everywhere => EndsApp && Stays is null && Creation == AppCreation.Created;
}
