using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>Words of which one has to be there; with <paramref name="Not"/> none of them may be.</summary>
internal sealed record SearchWord(IReadOnlyList<string> Alternatives, bool Not);

/// <summary><c>label:bug</c>, or with a minus in front what must not be.</summary>
internal sealed record SearchQualifier(string Name, string Value, bool Not);

/// <summary>
/// What was asked for, apart from paging: words, and qualifiers that the kind of search knows. What looks like a qualifier
/// and is not known is a word.
/// https://docs.github.com/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax
/// </summary>
internal sealed class SearchQuery
{
    private const int LongestText = 256;
    private const int MostOperators = 5;

    private readonly List<SearchWord> _words = [];
    private readonly List<SearchQualifier> _qualifiers = [];

    private SearchQuery() { }

    public IReadOnlyList<SearchWord> Words => _words;

    /// <summary>The words that are looked for, not those that must be missing.</summary>
    public IEnumerable<string> Wanted =>
        _words.Where(word => !word.Not).SelectMany(word => word.Alternatives);

    public static SearchQuery Of(ApiCall call, params string[] known)
    {
        var text = call.Query("q");
        return string.IsNullOrWhiteSpace(text)
            ? throw ApiRefusal.Validation("Search", "q", "missing")
            : Parse(text, known);
    }

    /// <summary>A refusal where it is too long, has too many operators or an OR between unlike things.</summary>
    public static SearchQuery Parse(string text, params string[] known)
    {
        var query = new SearchQuery();
        var tokens = SearchToken.Read(text, known).ToList();
        if (tokens.Count(token => token.IsOperator) > MostOperators)
        {
            throw Invalid("More than five AND / OR / NOT operators were used.");
        }

        if (
            tokens.Where(token => token.Name is null).Sum(token => token.Value.Length) > LongestText
        )
        {
            throw Invalid($"The search is longer than {LongestText} characters.");
        }

        query.Fill(tokens);
        return query;
    }

    public static ApiRefusal Invalid(string message) =>
        new(
            422,
            "Validation Failed",
            [
                new System.Text.Json.Nodes.JsonObject
                {
                    ["message"] = message,
                    ["resource"] = "Search",
                    ["field"] = "q",
                    ["code"] = "invalid",
                },
            ]
        );

    public bool Has(string name) => Values(name).Any();

    public IEnumerable<string> Values(string name, bool not = false) =>
        _qualifiers.Where(one => one.Name == name && one.Not == not).Select(one => one.Value);

    /// <summary>Of several qualifiers of this name one is enough, and none of those with a minus may fit.</summary>
    public bool Allows(string name, Func<string, bool> fits)
    {
        var wanted = Values(name).ToList();
        return (wanted.Count == 0 || wanted.Any(fits)) && !Values(name, not: true).Any(fits);
    }

    /// <summary>All qualifiers of this name have to fit; those between commas are alternatives.</summary>
    public bool AllowsAll(string name, Func<string, bool> fits) =>
        Values(name).All(value => value.Split(',').Any(fits)) && !Values(name, not: true).Any(fits);

    /// <summary>Which of these places is looked into; all that are <paramref name="usual"/> where nothing says so.</summary>
    public IReadOnlyList<SearchText> In(IEnumerable<SearchText> texts, params string[] usual)
    {
        var asked = Values("in")
            .SelectMany(value => value.Split(','))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. texts.Where(text =>
                asked.Count > 0 ? asked.Contains(text.Place) : usual.Contains(text.Place)
            ),
        ];
    }

    /// <summary>Is every word somewhere in these texts, whatever its case, and no unwanted one?</summary>
    public bool Fits(IReadOnlyList<SearchText> texts) =>
        _words.All(word =>
            word.Alternatives.Any(one =>
                texts.Any(text =>
                    text.Text?.Contains(one, StringComparison.OrdinalIgnoreCase) == true
                )
            ) != word.Not
        );

    private void Fill(List<SearchToken> tokens)
    {
        var (not, or) = (false, false);
        SearchToken? before = null;
        foreach (var token in tokens)
        {
            if (token.IsOperator)
            {
                not |= token.Value == "NOT";
                or |= token.Value == "OR";
                continue;
            }

            if (or && (before is null || before.Name != token.Name || not))
            {
                throw Invalid(
                    "OR has to stand between two words or two qualifiers of the same name."
                );
            }

            if (token.Name is { } name)
            {
                _qualifiers.Add(new SearchQualifier(name, token.Value, not != token.Minus));
            }
            else if (or)
            {
                _words[^1] = _words[^1] with
                {
                    Alternatives = [.. _words[^1].Alternatives, token.Value],
                };
            }
            else
            {
                _words.Add(new SearchWord([token.Value], not));
            }

            (not, or, before) = (false, false, token);
        }
    }
}
