namespace Sandbox;

/// <summary>A person or an organization.</summary>
public sealed class Account
{
    public required long Id { get; init; }
    public required string Login { get; init; }
    public required string Name { get; init; }
    public bool IsOrganization { get; init; }
    public bool SiteAdmin { get; init; }

    /// <summary>In whose name an app does what it does with an installation token.</summary>
    public bool IsBot { get; init; }

    /// <summary>The people who own an organization; empty for a person.</summary>
    public HashSet<string> Owners { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everybody in an organization, owners included.</summary>
    public HashSet<string> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string Type =>
        IsBot ? "Bot"
        : IsOrganization ? "Organization"
        : "User";

    public string Email =>
        IsBot ? $"{Id}+{Login}@users.noreply.sandbox.example" : $"{Login}@sandbox.example";

    /// <summary>The path under which this account's settings are: <c>/settings</c> or <c>/organizations/ORG/settings</c>.</summary>
    public string SettingsPath => IsOrganization ? $"/organizations/{Login}/settings" : "/settings";

    /// <summary>May this person decide for the account?</summary>
    public bool IsRunBy(Account person) =>
        IsOrganization ? Owners.Contains(person.Login) : Id == person.Id;

    /// <summary>Does this person see the account's private repositories?</summary>
    public bool IsSeenBy(Account person) =>
        IsOrganization ? Members.Contains(person.Login) : Id == person.Id;
}
