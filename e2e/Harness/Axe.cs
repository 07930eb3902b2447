using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Portal.E2E.Harness;

/// <summary>Accessibility: the rules of WCAG 2, levels A and AA, that a machine can check.</summary>
public static class Axe
{
    private static readonly AxeRunOptions s_options = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        },
    };

    /// <summary>Fails with rule, place and markup of everything in the page's present state that breaks a rule.</summary>
    public static async Task AssertAccessibleAsync(IPage page)
    {
        var result = await page.RunAxe(s_options);
        var complaints =
            from violation in result.Violations
            from node in violation.Nodes
            select $"{violation.Id} ({violation.Impact}): {violation.Help}\n  {node.Target}\n  {node.Html}";

        Assert.True(
            result.Violations.Length == 0,
            $"{page.Url} is not accessible:\n{string.Join('\n', complaints)}"
        );
    }
}
