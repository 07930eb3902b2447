using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Ui;

namespace Portal.Tests.Ui;

/// <summary>The components that know nothing, by what they say to eyes and to screen readers.</summary>
public sealed class PartsTests : BunitContext
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_form_can_be_filled_in_once_its_page_is_live(bool live)
    {
        Renderer.SetRendererInfo(new RendererInfo(live ? "Server" : "Static", live));

        var form = Render<LiveForm>(parameters =>
            parameters.AddChildContent("<input id=\"name\">")
        );

        Assert.Equal(!live, form.Find("fieldset").HasAttribute("disabled"));
    }

    [Fact]
    public void A_form_that_is_busy_takes_nothing_more_and_leaves_the_focus_where_it_is()
    {
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var submitted = 0;

        var form = Render<LiveForm>(parameters =>
            parameters.Add(part => part.Busy, true).Add(part => part.OnSubmit, () => submitted++)
        );
        form.Find("form").Submit();

        Assert.Equal(0, submitted);
        // What is disabled loses the focus.
        Assert.False(form.Find("fieldset").HasAttribute("disabled"));
    }

    [Fact]
    public void A_form_calls_back_when_it_is_submitted()
    {
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var submitted = 0;

        Render<LiveForm>(parameters => parameters.Add(part => part.OnSubmit, () => submitted++))
            .Find("form")
            .Submit();

        Assert.Equal(1, submitted);
    }

    [Fact]
    public void A_lamp_tells_its_state_by_word_and_by_shape_not_by_colour_alone()
    {
        var shapes = Enum.GetValues<LampKind>()
            .Select(kind =>
            {
                var lamp = Render<Lamp>(parameters =>
                    parameters.Add(part => part.Kind, kind).Add(part => part.Text, "some words")
                );
                var shape = lamp.Find("[aria-hidden=true]").TextContent;
                Assert.Contains("some words", lamp.Find(".lamp").TextContent);
                return shape;
            })
            .ToList();

        Assert.Equal(shapes.Count, shapes.Distinct().Count());
    }

    [Fact]
    public void Only_a_notice_that_alerts_interrupts_a_screen_reader()
    {
        var quiet = Render<Notice>(parameters => parameters.AddChildContent("by the way"));
        var loud = Render<Notice>(parameters =>
            parameters.Add(part => part.Alert, true).AddChildContent("look here")
        );

        Assert.Empty(quiet.FindAll("[role=alert]"));
        Assert.Contains("look here", loud.Find("[role=alert]").TextContent);
    }

    [Fact]
    public void Notices_differ_by_mark()
    {
        var marks = Enum.GetValues<NoticeKind>()
            .Select(kind =>
                Render<Notice>(parameters => parameters.Add(part => part.Kind, kind))
                    .Find("[aria-hidden=true]")
                    .TextContent
            );

        Assert.Equal(4, marks.Distinct().Count());
    }

    [Theory]
    [InlineData(0, "one, present step|two, to come|three, to come")]
    [InlineData(1, "one, done|two, present step|three, to come")]
    [InlineData(3, "one, done|two, done|three, done")]
    public void A_stepper_says_what_is_done_present_and_to_come(int current, string words)
    {
        var stepper = Render<Stepper>(parameters =>
            parameters
                .Add(part => part.Steps, ["one", "two", "three"])
                .Add(part => part.Current, current)
        );

        Assert.Equal(
            words.Split('|'),
            stepper.FindAll("li > span:not([aria-hidden])").Select(step => step.TextContent)
        );
        Assert.Equal(current < 3 ? 1 : 0, stepper.FindAll("[aria-current=step]").Count);
    }

    [Theory]
    [InlineData(1, 0, "No things", "")]
    [InlineData(1, 1, "1 thing", "")]
    [InlineData(1, 10, "1–10 of 10 things", "")]
    [InlineData(1, 1001, "1–25 of 1,001 things", "Next")]
    [InlineData(2, 60, "26–50 of 60 things", "Previous Next")]
    [InlineData(3, 60, "51–60 of 60 things", "Previous")]
    public void A_pager_says_where_it_is_and_leads_only_where_something_is(
        int page,
        int total,
        string words,
        string links
    )
    {
        var pager = Render<Pager>(parameters =>
            parameters
                .Add(part => part.Page, page)
                .Add(part => part.PageSize, 25)
                .Add(part => part.Total, total)
                .Add(part => part.What, "things")
                .Add(part => part.One, "thing")
                .Add(part => part.Href, number => $"things?page={number}")
        );

        Assert.Contains(words, pager.Find("nav[aria-label='Pages of things']").TextContent);
        Assert.Equal(links, string.Join(' ', pager.FindAll("a").Select(link => link.TextContent)));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(-3, 1)]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    [InlineData(int.MaxValue, 3)]
    public void A_page_that_does_not_exist_becomes_the_nearest_that_does(int? asked, int shown)
    {
        Assert.Equal(shown, Pager.Clamp(asked, pageSize: 25, total: 60));
        Assert.Equal(1, Pager.Clamp(asked, pageSize: 25, total: 0));
    }

    [Fact]
    public void A_time_stands_there_exactly_and_in_utc_before_any_script_runs()
    {
        var time = Render<TimeAgo>(parameters =>
            parameters.Add(
                part => part.At,
                new DateTimeOffset(2026, 11, 21, 6, 30, 5, TimeSpan.FromHours(2))
            )
        );

        var element = time.Find("portal-time");
        Assert.Equal("2026-11-21T04:30:05Z", element.GetAttribute("datetime"));
        Assert.Equal("2026-11-21 04:30 UTC", element.TextContent);
    }
}
