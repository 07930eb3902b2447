using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// Where in a text the words are: a fragment of it, and the places in the fragment.
/// https://docs.github.com/rest/search/search#text-match-metadata
/// </summary>
internal sealed record TextMatch(
    string Property,
    string Fragment,
    IReadOnlyList<(int From, int To)> Places
)
{
    private const int Around = 100;

    /// <summary>Null where no word is in the text.</summary>
    public static TextMatch? Of(SearchQuery query, SearchText text)
    {
        var words = query.Wanted.ToList();
        if (text.Text is not { } whole || Find(whole, words, 0) is not { } first)
        {
            return null;
        }

        var from = Math.Max(0, first.From - Around);
        var fragment = whole[from..Math.Min(whole.Length, first.To + Around)];
        var places = new List<(int, int)>();
        for (
            var next = Find(fragment, words, 0);
            next is { } found;
            next = Find(fragment, words, found.To)
        )
        {
            places.Add(found);
        }

        return new TextMatch(text.Property, fragment, places);
    }

    public JsonObject Shape(string? url, string kind) =>
        new()
        {
            ["object_url"] = url,
            ["object_type"] = kind,
            ["property"] = Property,
            ["fragment"] = Fragment,
            ["matches"] = Json.Array(
                Places.Select(place => new JsonObject
                {
                    ["text"] = Fragment[place.From..place.To],
                    ["indices"] = new JsonArray(place.From, place.To),
                })
            ),
        };

    private static (int From, int To)? Find(string text, IEnumerable<string> words, int start) =>
        words
            .Select(word =>
                (From: text.IndexOf(word, start, StringComparison.OrdinalIgnoreCase), word.Length)
            )
            .Where(found => found.From >= 0)
            .OrderBy(found => found.From)
            .ThenByDescending(found => found.Length)
            .Select(found => ((int, int)?)(found.From, found.From + found.Length))
            .FirstOrDefault();
}
