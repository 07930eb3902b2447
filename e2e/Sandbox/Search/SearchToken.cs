namespace Sandbox.Search;

/// <summary>
/// A piece of what was typed: a word, a phrase, an operator or a qualifier.
/// <c>"two words" -label:"help wanted" NOT bug</c>
/// </summary>
internal sealed record SearchToken(string? Name, string Value, bool Minus, bool Quoted)
{
    public bool IsOperator => Name is null && !Quoted && Value is "AND" or "OR" or "NOT";

    public static IEnumerable<SearchToken> Read(string text, string[] known)
    {
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                yield break;
            }

            var start = at;
            if (text[at] == '"')
            {
                var phrase = ReadQuoted(text, ref at);
                if (phrase.Length > 0)
                {
                    yield return new SearchToken(null, phrase, false, true);
                }

                continue;
            }

            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != ':')
            {
                at++;
            }

            var minus = text[start] == '-';
            var name = text[(minus ? start + 1 : start)..at].ToLowerInvariant();
            if (at < text.Length && text[at] == ':' && known.Contains(name))
            {
                at++;
                yield return new SearchToken(name, ReadValue(text, ref at), minus, false);
                continue;
            }

            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            yield return new SearchToken(null, text[start..at], false, false);
        }
    }

    private static string ReadValue(string text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
        {
            return ReadQuoted(text, ref at);
        }

        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    /// <summary>What stands between quotes, where <c>\"</c> is one of them; without an end it goes to the end.</summary>
    private static string ReadQuoted(string text, ref int at)
    {
        var inside = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            inside.Append(text[at]);
        }

        at = Math.Min(text.Length, at + 1);
        return inside.ToString();
    }
}
