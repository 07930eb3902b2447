using Portal.E2E.Harness;
using Xunit.Sdk;

namespace Portal.E2E;

/// <summary>The harness notices what it is there to notice.</summary>
public sealed class HarnessTests(Browser browser) : IAsyncDisposable
{
    private TestSite? _site;

    [Fact]
    public async Task A_page_without_faults_is_clean()
    {
        await using var visit = await VisitAsync(
            "<main><h1>Fine</h1></main>",
            "default-src 'self'; img-src data:"
        );

        await visit.AssertCleanAsync();
        await Axe.AssertAccessibleAsync(visit.Page);
        await Gallery.AssertNothingScrollsSidewaysAsync(visit.Page);
    }

    [Theory]
    [InlineData("<script>console.error('it broke')</script>", "it broke")]
    [InlineData("<script>console.warn('it creaks')</script>", "it creaks")]
    [InlineData("<script>throw new Error('it fell')</script>", "it fell")]
    [InlineData("<img src=/missing.png alt=''>", "404")]
    [InlineData("<script src=http://127.0.0.1:9/></script>", "request failed")]
    public async Task What_breaks_in_a_page_fails_its_test(string body, string complaint)
    {
        await using var visit = await VisitAsync(body);

        await FailsWithAsync(complaint, visit.AssertCleanAsync);
    }

    [Fact]
    public async Task What_the_content_policy_forbids_fails_the_test()
    {
        await using var visit = await VisitAsync(
            "<script>alert(1)</script>",
            "script-src 'self'; img-src data:"
        );

        await FailsWithAsync("policy: script-src", visit.AssertCleanAsync);
    }

    [Fact]
    public async Task What_breaks_in_a_second_tab_fails_the_test()
    {
        await using var visit = await VisitAsync("<h1>First</h1>");
        var address = visit.Page.Url;
        var second = await visit.Context.NewPageAsync();
        await second.GotoAsync(address);
        await second.EvaluateAsync("() => console.error('second tab')");

        await FailsWithAsync("second tab", visit.AssertCleanAsync);
    }

    [Fact]
    public async Task What_a_test_expects_is_no_complaint()
    {
        await using var visit = await VisitAsync("<script>console.error('known')</script>");
        visit.Expect("known");

        await visit.AssertCleanAsync();
    }

    [Fact]
    public async Task A_picture_without_words_is_not_accessible()
    {
        await using var visit = await VisitAsync("<main><h1>x</h1><img src='data:,'></main>");

        await FailsWithAsync("image-alt", () => Axe.AssertAccessibleAsync(visit.Page));
    }

    [Fact]
    public async Task A_dark_theme_that_cannot_be_read_is_not_accessible()
    {
        await using var visit = await VisitAsync(
            "<style>@media (prefers-color-scheme: dark) { body { background: #222; color: #333 } }</style><h1>Words</h1>"
        );
        await Axe.AssertContrastAsync(visit.Page);

        await FailsWithAsync(
            "color-contrast",
            () => Gallery.TakeAsync(visit.Page, "/sign-in", "unreadable")
        );

        // It is no picture of that page.
        foreach (
            var picture in Directory.GetFiles(
                Gallery.Folder,
                "unreadable-*.png",
                SearchOption.AllDirectories
            )
        )
        {
            File.Delete(picture);
        }
    }

    [Fact]
    public async Task A_page_that_is_too_wide_scrolls_sideways()
    {
        await using var visit = await VisitAsync("<div id=wide style='width:3000px'>wide</div>");

        await FailsWithAsync(
            "id=\"wide\"",
            () => Gallery.AssertNothingScrollsSidewaysAsync(visit.Page)
        );
    }

    [Fact]
    public async Task What_a_web_socket_carries_is_recorded_both_ways()
    {
        await using var visit = await VisitAsync("<h1>x</h1>");
        await visit.Page.EvaluateAsync(
            """
            () => new Promise(done => {
              const socket = new WebSocket(`ws://${location.host}/echo`);
              socket.onopen = () => socket.send(new TextEncoder().encode('geheim ✓'));
              socket.onclose = done;
            })
            """
        );

        Assert.Equal([true, false], visit.Wire.Frames.Select(frame => frame.Sent));
        Assert.All(visit.Wire.Frames, frame => Assert.Contains((byte)'g', frame.Bytes));
        Assert.True(visit.Wire.Carried("geheim ✓"));
        Assert.False(visit.Wire.Carried("public"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }
    }

    private static async Task FailsWithAsync(string words, Func<Task> check) =>
        Assert.Contains(
            words,
            (await Assert.ThrowsAnyAsync<XunitException>(check)).Message,
            StringComparison.Ordinal
        );

    private async Task<Visit> VisitAsync(string body, string? policy = null)
    {
        _site = await TestSite.StartAsync(body, policy);
        var visit = await browser.OpenAsync(new VisitOptions { KeepLastPicture = false });
        await visit.Page.GotoAsync(_site.Url.AbsoluteUri);
        return visit;
    }
}
