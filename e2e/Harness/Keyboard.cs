using Microsoft.Playwright;

namespace Portal.E2E.Harness;

/// <summary>Does what a mouse would, with Tab, Enter and letters alone, and sees to it that the focus shows on the way.</summary>
public sealed class Keyboard(IPage page)
{
    // More than any page has to stop at.
    private const int MostTabs = 80;

    public async Task PressAsync(ILocator control)
    {
        await GoToAsync(control);
        await page.Keyboard.PressAsync("Enter");
    }

    public async Task FillAsync(ILocator field, string text)
    {
        await GoToAsync(field);
        await page.Keyboard.PressAsync("ControlOrMeta+a");
        await page.Keyboard.InsertTextAsync(text);
    }

    private async Task GoToAsync(ILocator target)
    {
        await Assertions.Expect(target).ToBeEnabledAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await target.EvaluateAsync<bool>("it => it === document.activeElement"))
            {
                Assert.True(
                    await target.EvaluateAsync<bool>(
                        "it => it.matches(':focus-visible') && getComputedStyle(it).outlineStyle !== 'none'"
                    ),
                    $"On {page.Url} nothing shows that {target} has the focus."
                );
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"On {page.Url} Tab does not lead to {target}.");
    }
}
