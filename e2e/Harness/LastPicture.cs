using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;

namespace Portal.E2E.Harness;

/// <summary>What was on the screen when a test failed: artifacts/failures/{test}-{tab}.png.</summary>
internal static partial class LastPicture
{
    private const float Patience = 5_000;
    private const int LongestName = 150;

    public static async Task TakeAsync(IReadOnlyList<IPage> pages, IReadOnlyList<string> problems)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "failures");
        var test = NoName().Replace(TestContext.Current.Test?.TestDisplayName ?? "unknown", "-");
        var output = TestContext.Current.TestOutputHelper;
        foreach (var (tab, page) in pages.Index())
        {
            var name = $"{test[..Math.Min(test.Length, LongestName)]}-{tab + 1}.png";
            try
            {
                await page.ScreenshotAsync(
                    new() { Path = Path.Combine(folder, name), Timeout = Patience }
                );
                output?.WriteLine($"{page.Url} looked like artifacts/failures/{name}");
            }
            catch (Exception trouble) when (trouble is PlaywrightException or TimeoutException)
            {
                output?.WriteLine($"No picture of {page.Url}: {trouble.Message}");
            }
        }

        foreach (var problem in problems)
        {
            output?.WriteLine(problem);
        }
    }

    [GeneratedRegex("[^A-Za-z0-9_.]+", RegexOptions.NonBacktracking)]
    private static partial Regex NoName();
}
