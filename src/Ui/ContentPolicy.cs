namespace Portal.Ui;

/// <summary>The content security policy of a page.</summary>
internal static class ContentPolicy
{
    /// <summary>A policy under which forms may be posted to <paramref name="formAction"/> and no inline script runs.</summary>
    public static string For(string formAction) =>
        // Styles: Radzen sets style attributes. Scripts: only files of our own.
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + $"object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action {formAction}";
}
