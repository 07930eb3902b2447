using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;

namespace Portal.E2E.Harness;

/// <summary>
/// Pictures of pages in each of their states, light and dark, on a phone, a laptop and a large screen. Taking them proves
/// that nothing scrolls sideways, and that the dark theme can be read.
/// </summary>
public static partial class Gallery
{
    private const string SticksOut = """
        () => {
          const root = document.documentElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          const out = [...document.body.querySelectorAll('*')]
            .filter(element => element.getBoundingClientRect().right > root.clientWidth + 0.5)
            .slice(0, 5)
            .map(element => element.cloneNode(false).outerHTML.slice(0, 200));
          return [`${root.scrollWidth} wide in a window of ${root.clientWidth}`, ...out];
        }
        """;
    private const string Settle = """
        () => document.fonts.ready.then(() =>
          new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
        """;

    // What turns for ever has no end to wait for.
    private const string EndOfTransitions = """
        () => Promise.allSettled(document.getAnimations()
          .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
          .map(one => one.finished))
        """;

    private static readonly int[] s_widths = [400, 1000, 1600];

    // The dark one last: its contrast is judged when all are taken.
    private static readonly ColorScheme[] s_themes = [ColorScheme.Light, ColorScheme.Dark];
    private static readonly ConcurrentDictionary<string, byte> s_taken = new(
        StringComparer.Ordinal
    );

    public static string Folder { get; } = Path.Combine(Checkout.Root, "artifacts", "pictures");

    /// <summary>The @page routes of src of which this run has taken no picture.</summary>
    public static IReadOnlyList<string> RoutesWithoutPictures() =>
        [.. Routes().Where(route => !s_taken.ContainsKey(route))];

    /// <summary>Every @page route of src.</summary>
    public static IReadOnlyList<string> Routes() =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(Checkout.Root, "src"),
                    "*.razor",
                    SearchOption.AllDirectories
                )
                .SelectMany(File.ReadLines)
                .Select(line => PageDirective().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups["route"].Value)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Takes the six pictures of what the page shows now, and leaves the page as it was.</summary>
    /// <param name="page">The page, in the state that the pictures are to show.</param>
    /// <param name="route">Its route as its @page says, such as "/hosts/{Id:guid}".</param>
    /// <param name="state">A word for the state: empty, typical, error, many…</param>
    public static async Task TakeAsync(IPage page, string route, string state)
    {
        Assert.Contains(route, Routes());
        var folder = Path.Combine(Folder, FolderName(route));
        Directory.CreateDirectory(folder);
        var before = page.ViewportSize!;
        var wasDark = await page.EvaluateAsync<bool>(
            "() => matchMedia('(prefers-color-scheme: dark)').matches"
        );
        foreach (var theme in s_themes)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            foreach (var width in s_widths)
            {
                await page.SetViewportSizeAsync(width, before.Height);
                await TakeAsync(page, Path.Combine(folder, FileName(state, theme, width)));
                await AssertNothingScrollsSidewaysAsync(page);
            }
        }

        await page.EvaluateAsync(EndOfTransitions);
        await Axe.AssertContrastAsync(page);
        await page.EmulateMediaAsync(
            new() { ColorScheme = wasDark ? ColorScheme.Dark : ColorScheme.Light }
        );
        await page.SetViewportSizeAsync(before.Width, before.Height);
        s_taken.TryAdd(route, 0);
    }

    public static async Task AssertNothingScrollsSidewaysAsync(IPage page)
    {
        var wide = await page.EvaluateAsync<string[]>(SticksOut);
        Assert.True(wide.Length == 0, $"{page.Url} scrolls sideways:\n{string.Join('\n', wide)}");
    }

    private static async Task TakeAsync(IPage page, string file)
    {
        await page.EvaluateAsync(Settle);
        await page.ScreenshotAsync(
            new()
            {
                Path = file,
                FullPage = true,
                Animations = ScreenshotAnimations.Disabled,
                Caret = ScreenshotCaret.Hide,
            }
        );
    }

    private static string FileName(string state, ColorScheme theme, int width) =>
        $"{state}-{theme.ToString().ToLowerInvariant()}-{width}.png";

    // "/hosts/{Id:guid}/edit" becomes "hosts-id-edit", and "/" becomes "home".
    private static string FolderName(string route)
    {
        var name = NoName()
            .Replace(Constraint().Replace(route, "}"), "-")
            .Trim('-')
            .ToLowerInvariant();
        return name.Length == 0 ? "home" : name;
    }

    [GeneratedRegex(
        "^@page\\s+\"(?<route>[^\"]+)\"",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex PageDirective();

    [GeneratedRegex(@"[:?=][^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Constraint();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex NoName();
}
