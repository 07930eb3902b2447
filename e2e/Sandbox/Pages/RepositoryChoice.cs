namespace Sandbox.Pages;

/// <summary>The part of a form that says to which repositories an app gets access.</summary>
internal static class RepositoryChoice
{
    private const int Shown = 30;

    public static Html Of(
        PageCall call,
        Account account,
        bool all,
        IReadOnlyCollection<long> selected
    )
    {
        var repositories = call.World.RepositoriesOf(account).ToList();
        var boxes = repositories.Take(Shown).ToList();
        var others = repositories
            .Skip(Shown)
            .Where(repository => selected.Contains(repository.Id))
            .Select(r => r.Name);
        return Html.Of(
            $"""
            <fieldset><legend>Repository access</legend>
            <label><input type="radio" name="selection" value="all"{Tick(
                all
            )}> All repositories</label>
            <p class="hint">All that {account.Login} has now and will have, the public ones included.</p>
            <label><input type="radio" name="selection" value="selected"{Tick(
                !all
            )}> Only select repositories</label>
            </fieldset>
            <fieldset class="selected-only"><legend>Repositories</legend>
            {Html.Each(
                boxes,
                repository =>
                    Html.Of(
                        $"""<label><input type="checkbox" name="repository" value="{repository.Id}"{Tick(selected.Contains(repository.Id))}> {repository.Name}</label>"""
                    )
            )}
            {Layout.Field(
                "More repositories",
                "more",
                string.Join(", ", others),
                hint: "Names, separated by commas"
            )}
            </fieldset>
            """
        );
    }

    /// <summary>What was chosen: null is all of them.</summary>
    public static (IReadOnlyList<long>? Selected, string? Problem) Read(
        PageCall call,
        Account account
    )
    {
        if (call.Typed("selection") != "selected")
        {
            return (null, null);
        }

        var known = call.World.RepositoriesOf(account).ToList();
        var ids = call.Values("repository").OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = call.Typed("more")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = names.FirstOrDefault(name =>
            !known.Exists(repository => Is(repository, name))
        );
        if (unknown is not null)
        {
            return (null, $"There is no repository \"{unknown}\" in {account.Login}.");
        }

        var chosen = known
            .Where(repository =>
                ids.Contains($"{repository.Id}")
                || Array.Exists(names, name => Is(repository, name))
            )
            .Select(repository => repository.Id)
            .ToList();
        return chosen.Count == 0 ? (null, "Select at least one repository.") : (chosen, null);
    }

    private static bool Is(Repository repository, string name) =>
        repository.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Html Tick(bool on) => new(on ? " checked" : "");
}
