namespace Sandbox;

public enum AccountKind
{
    User,
    Organization,
    Enterprise,
}

/// <summary>A person, an organization or an enterprise; an enterprise's login is its slug.</summary>
public sealed class Account
{
    public required long Id { get; init; }
    public required string Login { get; set; }
    public required string Name { get; init; }
    public AccountKind Kind { get; init; }
    public bool SiteAdmin { get; init; }

    /// <summary>In whose name an app does what it does with an installation token.</summary>
    public bool IsBot { get; init; }

    /// <summary>Does this organization belong to the enterprise?</summary>
    public bool IsInEnterprise { get; init; }

    /// <summary>The people who own an organization or enterprise; empty for a person.</summary>
    public HashSet<string> Owners { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everybody in an organization, owners included.</summary>
    public HashSet<string> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsOrganization => Kind == AccountKind.Organization;

    public bool IsPerson => Kind == AccountKind.User && !IsBot;

    public string Type => IsBot ? "Bot" : Kind.ToString();

    public string Email =>
        IsBot ? $"{Id}+{Login}@users.noreply.sandbox.example" : $"{Login}@sandbox.example";

    /// <summary>Has this person not been active for so long that the server's report of dormant users says so?</summary>
    public bool IsDormant { get; set; }

    /// <summary>Does this person show the address on the profile?</summary>
    public bool ShowsEmail { get; set; } = true;

    /// <summary>Is the address one under a verified domain of the person's organizations?</summary>
    public bool HasVerifiedEmail { get; set; } = true;

    public string? ShownEmail => IsPerson && ShowsEmail ? Email : null;

    /// <summary>
    /// The path under which this account's settings are: <c>/settings</c>, <c>/organizations/ORG/settings</c> or
    /// <c>/enterprises/SLUG/settings</c>.
    /// </summary>
    public string SettingsPath =>
        Kind switch
        {
            AccountKind.User => "/settings",
            AccountKind.Organization => $"/organizations/{Login}/settings",
            AccountKind.Enterprise => $"/enterprises/{Login}/settings",
        };

    /// <summary>May this person decide for the account?</summary>
    public bool IsRunBy(Account person) =>
        IsPerson ? Id == person.Id : Owners.Contains(person.Login);

    /// <summary>Does this person see the account's private repositories?</summary>
    public bool IsSeenBy(Account person) =>
        IsPerson ? Id == person.Id : Members.Contains(person.Login);
}
