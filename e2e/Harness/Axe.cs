using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Harness;

/// <summary>Accessibility: the rules of WCAG 2, levels A and AA, that a machine can check.</summary>
public static class Axe
{
    // Our pages have no frames, so that axe runs whole in the page: Deque's own bridge to Playwright opens another page to
    // put frames together, which takes several times as long.
    // https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#api-name-axerun
    private const string Run = """
        async rules => {
          const result = await axe.run(document, {
            runOnly: rules,
            resultTypes: ['violations'],
          });
          return result.violations.flatMap(violation => violation.nodes.map(node =>
            `${violation.id} (${violation.impact}): ${violation.help}\n  ${node.target}\n  ${node.html}`));
        }
        """;
    private static readonly string[] s_all =
    [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
    ];
    private static readonly string[] s_contrast = ["color-contrast"];
    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails with rule, place and markup of everything in the page's present state that breaks a rule.</summary>
    public static Task AssertAccessibleAsync(IPage page) => AssertAsync(page, s_all);

    /// <summary>The same of its colours alone: all that is another in the other theme.</summary>
    public static Task AssertContrastAsync(IPage page) => AssertAsync(page, s_contrast);

    private static async Task AssertAsync(IPage page, string[] rules)
    {
        // For a moment there is no title, while the circuit takes the page over.
        await Expect(page).ToHaveTitleAsync(new Regex("."));
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {s_axe} }} }}");
        var complaints = await page.EvaluateAsync<string[]>(Run, rules);

        Assert.True(
            complaints.Length == 0,
            $"{page.Url} is not accessible:\n{string.Join('\n', complaints)}"
        );
    }
}
