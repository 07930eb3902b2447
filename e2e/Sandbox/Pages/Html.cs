using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sandbox.Pages;

/// <summary>
/// Markup. It is written as an interpolated text in which every hole is encoded, unless it is itself markup: nothing that
/// somebody typed can become a tag.
/// </summary>
internal sealed record Html(string Markup)
{
    public static Html Nothing { get; } = new("");

    public static Html Of(HtmlText text) => new(text.ToString());

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> one) =>
        new(string.Concat(items.Select(item => one(item).Markup)));

    public static Html When(bool condition, Func<Html> then) => condition ? then() : Nothing;

    public override string ToString() => Markup;
}

/// <summary>What the compiler builds an <see cref="Html"/> with.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + formattedCount * 16);

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Html? markup) => _text.Append(markup?.Markup);

    public void AppendFormatted<T>(T value) =>
        _text.Append(WebUtility.HtmlEncode(value?.ToString()));

    public override string ToString() => _text.ToString();
}
