using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Portal.Tests.Harness;

/// <summary>What a browser would send when a person fills a form in and presses a button of it.</summary>
internal static class FormFields
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        IHtmlFormElement form,
        IReadOnlyDictionary<string, string?> values,
        string? button
    )
    {
        var fields = form
            .Elements.OfType<IHtmlElement>()
            .Where(element => !element.IsDisabled() && !string.IsNullOrEmpty(Name(element)))
            .SelectMany(Preset)
            .Where(field => !values.ContainsKey(field.Key))
            .ToList();
        var known = form
            .Elements.OfType<IHtmlElement>()
            .Select(Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (!known.Contains(name))
            {
                throw new InvalidOperationException(
                    $"The form has no field \"{name}\", only {string.Join(", ", known)}."
                );
            }

            if (value is not null)
            {
                fields.Add(new(name, value));
            }
        }

        if (Button(form, button) is { } pressed && !string.IsNullOrEmpty(Name(pressed)))
        {
            fields.Add(new(Name(pressed)!, pressed.GetAttribute("value") ?? ""));
        }

        return fields;
    }

    public static HttpContent Body(
        IHtmlFormElement form,
        IReadOnlyList<KeyValuePair<string, string>> fields
    )
    {
        if (form.GetAttribute("enctype") != "multipart/form-data")
        {
            return new FormUrlEncodedContent(fields);
        }

        var body = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            body.Add(new StringContent(value), name);
        }

        return body;
    }

    private static IEnumerable<KeyValuePair<string, string>> Preset(IHtmlElement element) =>
        element switch
        {
            IHtmlInputElement { Type: "submit" or "button" or "image" or "reset" or "file" } => [],
            IHtmlInputElement { Type: "checkbox" or "radio" } input => input.IsChecked
                ? [new(input.Name!, input.GetAttribute("value") ?? "on")]
                : [],
            IHtmlInputElement input => [new(input.Name!, input.Value)],
            IHtmlTextAreaElement area => [new(area.Name!, area.Value)],
            IHtmlSelectElement select => select
                .Options.Where(option => option.IsSelected)
                .Select(option => KeyValuePair.Create(select.Name!, option.Value)),
            _ => [],
        };

    private static IElement? Button(IHtmlFormElement form, string? button)
    {
        var buttons = form
            .Elements.Where(element =>
                element
                    is IHtmlButtonElement { Type: "submit" }
                        or IHtmlInputElement { Type: "submit" }
            )
            .ToList();
        return button is null
            ? buttons.FirstOrDefault()
            : buttons.FirstOrDefault(element =>
                Name(element) == button || element.TextContent.Trim() == button
            )
                ?? throw new InvalidOperationException(
                    $"The form has no button \"{button}\", only {string.Join(", ", buttons.Select(element => element.TextContent.Trim()))}."
                );
    }

    private static string? Name(IElement element) => element.GetAttribute("name");
}
