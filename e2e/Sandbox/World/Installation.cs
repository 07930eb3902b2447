namespace Sandbox;

/// <summary>An app installed on an account.</summary>
public sealed class Installation
{
    public required long Id { get; init; }
    public required App App { get; init; }
    public required Account Account { get; init; }

    /// <summary>All repositories of the account, or only <see cref="Selected"/>.</summary>
    public bool All { get; set; }
    public HashSet<long> Selected { get; set; } = [];

    /// <summary>What the account's owner has accepted; the app may ask for more by now.</summary>
    public required Dictionary<string, string> Permissions { get; set; }
    public required List<string> Events { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }
    public Account? SuspendedBy { get; set; }

    /// <summary>Suspended with the app's own key: then the account's owner cannot lift it.</summary>
    public bool SuspendedByApp { get; set; }

    public string Selection => All ? "all" : "selected";
    public string SettingsPath => $"{Account.SettingsPath}/installations/{Id}";

    public bool Covers(Repository repository) =>
        repository.Owner.Id == Account.Id && (All || Selected.Contains(repository.Id));

    /// <summary>Does the app by now ask for more than was accepted?</summary>
    public bool AwaitsAcceptance =>
        App.Permissions.Any(asked =>
            !Sandbox.Permissions.Covers(Permissions, asked.Key, asked.Value)
        ) || App.Events.Except(Events, StringComparer.Ordinal).Any();
}

/// <summary>A member's wish to have an app installed, waiting for an owner.</summary>
public sealed record InstallationRequest(
    long Id,
    App App,
    Account Account,
    Account Requester,
    DateTimeOffset CreatedAt,
    bool All,
    IReadOnlyList<long> Selected
);
