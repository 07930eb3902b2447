using System.Text.Json.Nodes;

namespace Sandbox.Search;

/// <summary>A text in which words are looked for: the qualifier's name of the place, and the field in which it is shown.</summary>
internal sealed record SearchText(string Place, string Property, string? Text)
{
    public SearchText(string place, string? text)
        : this(place, place, text) { }
}

/// <summary>Something found. It is given its shape only when it is on the page that was asked for.</summary>
/// <param name="Kind">What GitHub calls it where it tells of matches: Repository, Issue, FileContent …</param>
/// <param name="Texts">Where the words were found.</param>
internal sealed record SearchHit(
    string Kind,
    IReadOnlyList<SearchText> Texts,
    Func<JsonObject> Shape
)
{
    /// <summary>What the answer may be sorted by.</summary>
    public IReadOnlyDictionary<string, long> Sorts { get; init; } = new Dictionary<string, long>();

    /// <summary>Texts that are read only for whoever wants to see the matches.</summary>
    public Func<Task<SearchText>>? Read { get; init; }

    /// <summary>Which field of the shape is the address that matches refer to.</summary>
    public string Address { get; init; } = "url";

    /// <summary>Higher where the first text, its name or title, is a word or begins with one.</summary>
    public double Score(SearchQuery query) =>
        1
        + query.Wanted.Sum(word =>
            Texts.Count == 0 || Texts[0].Text is not { } name ? 0
            : name.Equals(word, StringComparison.OrdinalIgnoreCase) ? 2
            : name.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 1
            : 0
        );
}
