using System.Text;

namespace Sandbox;

/// <summary>The part of an app's address that its name becomes: "My APp Näme" → "my-app-name".</summary>
public static class Slug
{
    /// <summary>Written out, since with invariant globalization the runtime does not take accents off letters.</summary>
    private static readonly Dictionary<string, string> _accented = new(StringComparer.Ordinal)
    {
        ["a"] = "àáâãäåāăą",
        ["c"] = "çćĉċč",
        ["d"] = "ďđ",
        ["e"] = "èéêëēĕėęě",
        ["g"] = "ĝğġģ",
        ["i"] = "ìíîïĩīĭįı",
        ["l"] = "ĺļľŀł",
        ["n"] = "ñńņňŉ",
        ["o"] = "òóôõöøōŏő",
        ["r"] = "ŕŗř",
        ["s"] = "śŝşšș",
        ["ss"] = "ß",
        ["t"] = "ţťŧț",
        ["u"] = "ùúûüũūŭůűų",
        ["y"] = "ýÿŷ",
        ["z"] = "źżž",
        ["ae"] = "æ",
        ["oe"] = "œ",
    };

    private static readonly Dictionary<char, string> _plain = _accented
        .SelectMany(pair => pair.Value.Select(letter => (letter, pair.Key)))
        .ToDictionary(pair => pair.letter, pair => pair.Key);

    /// <summary>Lower case, and one hyphen for whatever is neither letter nor digit.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (_plain.TryGetValue(letter, out var plain))
            {
                slug.Append(plain);
            }
            else if (slug is not [.., '-'])
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }
}
