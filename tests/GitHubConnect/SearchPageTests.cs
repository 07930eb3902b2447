using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.GitHubConnect.Search;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>The search page while its circuit is up.</summary>
public sealed class SearchPageTests : BunitContext
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Typing_and_submitting_leads_to_an_address_that_can_be_shared_and_shows_what_is_found()
    {
        await using var sides = await OpenAsync();
        var page = Render<Search>();
        Assert.Contains("Type what to look for", page.Markup, StringComparison.Ordinal);

        page.Find("input[type=search]").Change("  two words ");
        await page.Find("form").SubmitAsync();

        page.WaitForElement(".hits > li");
        Assert.EndsWith("search?q=two%20words", Address, StringComparison.Ordinal);
        Assert.Equal("two words", page.Find("input[type=search]").GetAttribute("value"));
        Assert.Contains(
            "search?q=two%20words&type=code",
            page.FindAll(".tabs a").Select(tab => tab.GetAttribute("href"))
        );
    }

    [Fact]
    public async Task The_same_search_asks_again_only_when_its_button_is_pressed()
    {
        await using var sides = await OpenAsync();
        Services.GetRequiredService<NavigationManager>().NavigateTo("search?q=x");
        var page = Render<Search>();
        page.WaitForElement(".hits > li");
        var asked = sides.AskedOfServer.Count();
        sides.Doors.Get<Changes>().Publish(sides.LinkId);
        page.WaitForElement(".hits > li");
        Assert.Equal(asked, sides.AskedOfServer.Count());

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal(asked + 1, sides.AskedOfServer.Count()));
        page.WaitForElement(".hits > li");
    }

    [Fact]
    public async Task A_page_that_is_open_stops_searching_when_the_feature_is_switched_off()
    {
        await using var sides = await OpenAsync();
        Services.GetRequiredService<NavigationManager>().NavigateTo("search?q=x");
        var page = Render<Search>();
        page.WaitForElement(".hits > li");

        await sides
            .Doors.Get<SwitchFeature>()
            .OffAsync(sides.LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop);

        page.WaitForAssertion(() =>
            Assert.Contains(
                "unified search is not switched on",
                page.Markup,
                StringComparison.Ordinal
            )
        );
        Assert.Empty(page.FindAll(".hits"));
    }

    [Fact]
    public async Task A_change_while_the_first_page_is_made_asks_GitHub_no_second_time()
    {
        var (questions, asked, answer) = (
            0,
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        await using var sides = await OpenAsync(() =>
        {
            Interlocked.Increment(ref questions);
            asked.TrySetResult();
            return answer.Task;
        });
        // As the server makes it, before there is a circuit.
        Renderer.SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        Services.GetRequiredService<NavigationManager>().NavigateTo("search?q=x");
        var page = Render<Search>();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Stop);

        sides.Doors.Get<Changes>().Publish(sides.LinkId);
        answer.SetResult();

        await page.WaitForElementAsync(".hits > li");
        Assert.Contains("1 result", page.Find("[role=status]").TextContent);
        Assert.Equal(1, questions);
    }

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    private async Task<CannedSides> OpenAsync(Func<Task>? wait = null)
    {
        var sides = await CannedSides.BeginAsync(
            async () =>
            {
                await (wait?.Invoke() ?? Task.CompletedTask);
                return """{"items":[{"full_name":"acme/open","html_url":"http://x/acme/open","private":false}]}""";
            },
            () => Task.FromResult(CannedSides.Nothing)
        );
        Services.AddSingleton(sides.Doors.Get<PlanSearch>());
        Services.AddSingleton(sides.Doors.Get<UnifiedSearch>());
        Services.AddSingleton(sides.Doors.Get<Changes>());
        AddAuthorization().SetAuthorized("admin@example.com");
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return sides;
    }
}
