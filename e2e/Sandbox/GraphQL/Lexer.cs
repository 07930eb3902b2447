using System.Globalization;
using System.Text;

namespace Sandbox.GraphQL;

/// <summary>A token: its kind is a punctuation mark, or NAME, INT, FLOAT, STRING, or EOF at the end.</summary>
internal sealed record Token(string Kind, string Text, Place At);

/// <summary>
/// Cuts a document into tokens.
/// https://spec.graphql.org/October2021/#sec-Appendix-Grammar-Summary.Lexical-Tokens
/// </summary>
internal sealed class Lexer(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public Token Next()
    {
        SkipIgnored();
        var place = new Place(_line, _at - _lineStart + 1);
        if (_at == text.Length)
        {
            return new Token("EOF", "", place);
        }

        var start = _at;
        var first = text[_at];
        if (text.AsSpan(_at).StartsWith("..."))
        {
            _at += 3;
            return new Token("...", "...", place);
        }

        if ("!$&():=@[]{|}".Contains(first, StringComparison.Ordinal))
        {
            _at++;
            return new Token($"{first}", $"{first}", place);
        }

        if (IsNameStart(first))
        {
            while (_at < text.Length && (IsNameStart(text[_at]) || char.IsAsciiDigit(text[_at])))
            {
                _at++;
            }

            return new Token("NAME", text[start.._at], place);
        }

        return first == '"' ? new Token("STRING", String(place), place)
            : char.IsAsciiDigit(first) || first == '-' ? Number(place)
            : throw Unexpected(place, first);
    }

    private Token Number(Place place)
    {
        var start = _at++;
        while (
            _at < text.Length
            && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '+' or '-')
        )
        {
            _at++;
        }

        var number = text[start.._at];
        return long.TryParse(
                number,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out _
            )
                ? new Token("INT", number, place)
            : double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? new Token("FLOAT", number, place)
            : throw Unexpected(place, number[^1]);
    }

    private string String(Place place)
    {
        if (text.AsSpan(_at).StartsWith("\"\"\""))
        {
            return Block(place);
        }

        var value = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] is not ('"' or '\n' or '\r'); _at++)
        {
            value.Append(text[_at] == '\\' ? Escaped(place) : text[_at]);
        }

        return _at < text.Length && text[_at++] == '"'
            ? value.ToString()
            : throw Unexpected(place, '"');
    }

    private char Escaped(Place place)
    {
        _at++;
        var letter = _at < text.Length ? text[_at] : '\0';
        if (
            letter == 'u'
            && _at + 4 < text.Length
            && ushort.TryParse(text.AsSpan(_at + 1, 4), NumberStyles.HexNumber, null, out var code)
        )
        {
            _at += 4;
            return (char)code;
        }

        return letter switch
        {
            '"' or '\\' or '/' => letter,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Unexpected(place, letter),
        };
    }

    /// <summary>Three quotes: lines, of which the common indentation and empty ones at both ends go away.</summary>
    private string Block(Place place)
    {
        var end = _at + 3;
        while (
            (end = text.IndexOf("\"\"\"", end, StringComparison.Ordinal)) > 0
            && text[end - 1] == '\\'
        )
        {
            end++;
        }

        if (end < 0)
        {
            throw Unexpected(place, '"');
        }

        var raw = text[(_at + 3)..end].Replace("\\\"\"\"", "\"\"\"", StringComparison.Ordinal);
        while (_at < end + 3)
        {
            Step();
        }

        var lines = raw.ReplaceLineEndings("\n").Split('\n');
        var indent = lines
            .Skip(1)
            .Where(line => line.AsSpan().Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty(0)
            .Min();
        var cut = lines
            .Select((line, index) => index == 0 ? line : line[Math.Min(indent, line.Length)..])
            .ToList();
        var first = cut.FindIndex(line => line.Trim().Length > 0);
        var last = cut.FindLastIndex(line => line.Trim().Length > 0);
        return first < 0 ? "" : string.Join('\n', cut[first..(last + 1)]);
    }

    private void SkipIgnored()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#')
            {
                while (_at < text.Length && text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (char.IsWhiteSpace(text[_at]) || text[_at] is ',' or '\uFEFF')
            {
                Step();
            }
            else
            {
                return;
            }
        }
    }

    private void Step()
    {
        if (text[_at++] == '\n')
        {
            (_line, _lineStart) = (_line + 1, _at);
        }
    }

    private static bool IsNameStart(char letter) => letter == '_' || char.IsAsciiLetter(letter);

    private static DocumentException Unexpected(Place place, char found) =>
        new(new GraphQLError($"Parse error on {found} at [{place.Line}, {place.Column}]", place));
}
