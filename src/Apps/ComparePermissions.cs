using Portal.Data;

namespace Portal.Apps;

/// <summary>How what is wanted, set on the app and accepted by an account relate.</summary>
public enum GrantVerdict
{
    /// <summary>Granted as wanted.</summary>
    Fine,

    /// <summary>The app as registered on the server does not have it: its owner adds it there.</summary>
    AppLacks,

    /// <summary>The app has it, and the account's owner has not accepted it yet.</summary>
    NotAccepted,

    /// <summary>Granted, and nothing here needs it.</summary>
    MoreThanNeeded,
}

/// <summary>What one account has accepted of one permission or event.</summary>
/// <param name="Level">Null where nothing was accepted.</param>
public sealed record Accepted(Installation Installation, string? Level, GrantVerdict Verdict);

/// <summary>One permission or event, three ways.</summary>
/// <param name="Title">In words: "Contents"; an event's is its name.</param>
/// <param name="Wanted">The level that the portal wants; "yes" for an event; null when it wants none.</param>
/// <param name="OnApp">The level that the app has on the server; null when it has none.</param>
/// <param name="SwitchedOff">What does not work because of a gap, in words; null where there is none.</param>
public sealed record ComparedGrant(
    string Name,
    string Title,
    bool IsEvent,
    string? Why,
    string? Wanted,
    string? OnApp,
    GrantVerdict Verdict,
    IReadOnlyList<Accepted> Accepted,
    string? SwitchedOff
)
{
    /// <summary>"Contents (write)", "the event push".</summary>
    public string Words => IsEvent ? $"the event {Name}" : $"{Title} ({Wanted})";
}

/// <summary>
/// Compares what the portal wants of an app with what the app has on the server and what each account accepted. GitHub has
/// no way for a program to close a gap: people do, and each gap names who.
/// </summary>
public static class ComparePermissions
{
    private const string Yes = "yes";

    public static IReadOnlyList<ComparedGrant> Of(
        App app,
        IReadOnlyCollection<Installation> installations
    )
    {
        var wanted = AppPermissions.For(app);
        var onApp = AppPermissions.ReadLevels(app.Permissions);
        var accepted = installations
            .Select(row => (Row: row, Levels: AppPermissions.ReadLevels(row.Permissions)))
            .ToList();
        var names = wanted
            .Select(permission => permission.Name)
            .Concat(onApp.Keys.Order(StringComparer.Ordinal))
            .Concat(accepted.SelectMany(one => one.Levels.Keys).Order(StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
        return
        [
            .. names.Select(name =>
                OfPermission(
                    name,
                    wanted.FirstOrDefault(permission => permission.Name == name),
                    onApp.GetValueOrDefault(name),
                    [.. accepted.Select(one => (one.Row, one.Levels.GetValueOrDefault(name)))]
                )
            ),
            .. OfEvents(app, installations),
        ];
    }

    /// <summary>What one connection misses, in sentences that name who can add it; null when it has all that is wanted.</summary>
    public static string? Missing(App app, Installation installation)
    {
        var grants = Of(app, [installation]);
        var onApp = grants.Where(grant => grant.Verdict == GrantVerdict.AppLacks).ToList();
        var unaccepted = grants
            .Where(grant => grant.Accepted.Any(one => one.Verdict == GrantVerdict.NotAccepted))
            .ToList();
        var sentences = new List<string>();
        if (onApp.Count > 0)
        {
            sentences.Add(
                $"The app lacks {List(onApp)}: {app.OwnerLogin ?? "its owner"} adds that on the app's permissions page."
            );
        }

        if (unaccepted.Count > 0)
        {
            sentences.Add(
                $"{installation.Account} has not accepted {List(unaccepted)}: an owner of that account does so in the installation's settings."
            );
        }

        return sentences.Count > 0 ? string.Join(" ", sentences) : null;
    }

    private static string List(IEnumerable<ComparedGrant> grants) =>
        string.Join(", ", grants.Select(grant => grant.Words));

    private static ComparedGrant OfPermission(
        string name,
        WantedPermission? wanted,
        string? onApp,
        IReadOnlyList<(Installation Row, string? Level)> accepted
    )
    {
        var verdict = Judge(wanted?.Level, onApp);
        var rows = accepted
            .Select(one => new Accepted(
                one.Row,
                one.Level,
                Judge(wanted?.Level, one.Level) switch
                {
                    // What the app lacks nobody can accept.
                    GrantVerdict.AppLacks when verdict == GrantVerdict.AppLacks =>
                        GrantVerdict.AppLacks,
                    GrantVerdict.AppLacks => GrantVerdict.NotAccepted,
                    var other => other,
                }
            ))
            .ToList();
        var least = rows.Select(one => one.Level).Append(onApp).MinBy(AppPermissions.Rank);
        var gap =
            wanted is not null
            && (
                verdict == GrantVerdict.AppLacks
                || rows.Exists(one => one.Verdict == GrantVerdict.NotAccepted)
            );
        return new ComparedGrant(
            name,
            wanted?.Title ?? name,
            IsEvent: false,
            wanted?.Why,
            wanted?.Level,
            onApp,
            verdict,
            rows,
            gap ? SwitchedOff(wanted!, least) : null
        );
    }

    private static IEnumerable<ComparedGrant> OfEvents(
        App app,
        IReadOnlyCollection<Installation> installations
    )
    {
        var onApp = AppPermissions.ReadEvents(app.Events);
        var accepted = installations
            .Select(row => (Row: row, Events: AppPermissions.ReadEvents(row.Events)))
            .ToList();
        var names = AppPermissions
            .Events.Select(wanted => wanted.Name)
            .Concat(onApp.Order(StringComparer.Ordinal))
            .Concat(accepted.SelectMany(one => one.Events).Order(StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var wanted = AppPermissions.Events.FirstOrDefault(row => row.Name == name);
            var permission = new WantedPermission(name, Yes, name, wanted?.Why ?? "", null);
            var grant = OfPermission(
                name,
                wanted is null ? null : permission,
                onApp.Contains(name) ? Yes : null,
                [.. accepted.Select(one => (one.Row, one.Events.Contains(name) ? Yes : null))]
            );
            yield return grant with
            {
                IsEvent = true,
                SwitchedOff = grant.SwitchedOff is null
                    ? null
                    : "Being told at once: changes are seen with the next hourly reading.",
            };
        }
    }

    private static GrantVerdict Judge(string? wanted, string? granted) =>
        !AppPermissions.Covers(granted, wanted) ? GrantVerdict.AppLacks
        : AppPermissions.Covers(wanted, granted) ? GrantVerdict.Fine
        : GrantVerdict.MoreThanNeeded;

    private static string SwitchedOff(WantedPermission wanted, string? granted) =>
        wanted.Ability is { } ability
        && (granted is not null || !AppPermissions.IsRead(wanted.Name))
            ? AppAbilities.Of(ability).Title
        : wanted.Ability is { } both ? $"Reading, and: {AppAbilities.Of(both).Title}"
        : "Reading";
}
