using Portal.Data;

namespace Portal.Apps;

/// <summary>What an administrator fills in before the app is created on the server.</summary>
public sealed class AppForm
{
    public OwnerKind Owner { get; set; } = OwnerKind.Organization;
    public string? Organization { get; set; }

    /// <summary>The enterprise as in its address, where one is to own the app.</summary>
    public string? Enterprise { get; set; }
    public string? Name { get; set; }
    public bool Public { get; set; }

    /// <summary>What the app is to be used for beyond reading; nothing, unless the person says so.</summary>
    public HashSet<AppAbility> Abilities { get; set; } = [];

    /// <summary>A name that GitHub accepts unless it is taken: at most 34 characters.</summary>
    public static string Suggest(string? organization) =>
        string.IsNullOrWhiteSpace(organization)
            ? "Portal"
            : Shorten($"Portal {organization.Trim()}");

    /// <summary>What has to be corrected, by field.</summary>
    internal Dictionary<string, string> Check()
    {
        var problems = new Dictionary<string, string>();
        var name = Name?.Trim() ?? "";
        if (name.Length is 0 or > 34)
        {
            problems[nameof(AppForm.Name)] =
                name.Length == 0
                    ? "Give the app a name. It must be unique on the server; you can change it there."
                    : $"The name has {name.Length} characters; GitHub allows 34.";
        }

        if (Owner == OwnerKind.Organization)
        {
            var organization = Organization?.Trim() ?? "";
            if (
                organization.Length is 0 or > 39
                || !organization.All(character =>
                    char.IsAsciiLetterOrDigit(character) || character is '-' or '_'
                )
            )
            {
                problems[nameof(AppForm.Organization)] =
                    organization.Length == 0
                        ? "Type the organization's name as it stands in its address on the server, for example acme."
                        : $"“{organization}” cannot be an organization: its name has up to 39 letters, digits and hyphens. Type the name in its address, not its title.";
            }
        }

        if (Owner == OwnerKind.Enterprise)
        {
            var enterprise = Enterprise?.Trim() ?? "";
            if (
                enterprise.Length is 0 or > 60
                || !enterprise.All(character =>
                    char.IsAsciiLetterOrDigit(character) || character is '-' or '_'
                )
            )
            {
                problems[nameof(AppForm.Enterprise)] =
                    enterprise.Length == 0
                        ? "Type the enterprise's name as it stands in its address on the server, behind /enterprises/."
                        : $"“{enterprise}” cannot be an enterprise: its name has up to 60 letters, digits and hyphens. Type the name in its address, not its title.";
            }
        }

        return problems;
    }

    /// <summary>The problem with a server that has no apps of enterprises yet; null when there is none.</summary>
    internal Dictionary<string, string>? TooOld(Data.Host host) =>
        Owner == OwnerKind.Enterprise && EnterpriseApps.Refusal(host) is { } sentence
            ? new Dictionary<string, string> { [nameof(AppForm.Enterprise)] = sentence }
            : null;

    /// <summary>Describes the app as the form does.</summary>
    internal void CopyTo(App app)
    {
        app.OwnerKind = Owner;
        app.OwnerSlug = Owner switch
        {
            OwnerKind.Personal => null,
            OwnerKind.Organization => Organization!.Trim(),
            OwnerKind.Enterprise => Enterprise!.Trim(),
        };
        app.ProposedName = Name!.Trim();
        app.Public = Public && Owner != OwnerKind.Enterprise;
        app.Abilities = AppAbilities.Write(Abilities);
    }

    private static string Shorten(string name) => name.Length <= 34 ? name : name[..34].TrimEnd();
}
