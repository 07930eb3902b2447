using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;

namespace Portal.Tests.Ui;

/// <summary>How a preflight and a certificate look: what failed opens itself, and nothing is trusted before it was compared.</summary>
public sealed class PreflightListTests : BunitContext
{
    public PreflightListTests()
    {
        Services.AddSingleton(
            Options.Create(new PortalOptions { PublicUrl = "https://portal.example.com" })
        );
        Services.AddSingleton(TimeProvider.System);
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void A_failed_step_says_why_who_can_fix_it_and_what_to_send_them()
    {
        var list = Show(
            new PreflightStep(
                PreflightCheck.Url,
                PreflightVerdict.Passed,
                "https://ghes.example.com."
            ),
            new PreflightStep(
                PreflightCheck.Dns,
                PreflightVerdict.Failed,
                "The name is not known here (DNS).",
                12,
                Reason.Unreachable,
                "It is misspelt.",
                Fixer.NetworkTeam
            ),
            new PreflightStep(PreflightCheck.Tcp, PreflightVerdict.NotRun, "Not looked at.")
        );

        var failed = list.Find("li.failed");
        Assert.Contains("12 ms", failed.TextContent);
        Assert.Contains("It is misspelt.", failed.TextContent);
        var copy = failed.QuerySelector("button[data-copy]")!;
        Assert.Equal("Copy for the network team", copy.TextContent);
        Assert.Contains(
            "https://portal.example.com/ has a problem with https://ghes.example.com",
            copy.GetAttribute("data-copy")
        );
        Assert.Empty(list.FindAll("li.passed dl"));
        Assert.Contains("not run", list.Find("li.notrun").TextContent);
    }

    [Fact]
    public void What_you_can_fix_yourself_has_no_letter_to_others()
    {
        var list = Show(
            new PreflightStep(
                PreflightCheck.Url,
                PreflightVerdict.Failed,
                "Refused.",
                Cause: "Typed wrong.",
                Fixer: Fixer.You
            )
        );

        Assert.Empty(list.FindAll("button[data-copy]"));
        Assert.Contains("you", list.Find("li.failed dl").TextContent);
    }

    [Fact]
    public void While_it_runs_the_next_step_is_named()
    {
        var list = Render<PreflightList>(parameters =>
            parameters
                .Add(
                    part => part.Steps,
                    [new PreflightStep(PreflightCheck.Url, PreflightVerdict.Passed, "Fine.")]
                )
                .Add(part => part.Running, true)
                .Add(part => part.HostUrl, "https://ghes.example.com")
        );

        Assert.Equal("Name (DNS)…", list.Find("[role=status]").TextContent);
        Assert.Equal("true", list.Find("ol").GetAttribute("aria-busy"));
    }

    [Fact]
    public void A_step_that_is_told_again_takes_the_place_of_the_first()
    {
        var steps = new List<PreflightStep>();

        PreflightList.Take(
            steps,
            new PreflightStep(PreflightCheck.Tls, PreflightVerdict.Passed, "TLS 1.3.")
        );
        PreflightList.Take(
            steps,
            new PreflightStep(PreflightCheck.Url, PreflightVerdict.Passed, "Fine.")
        );
        PreflightList.Take(
            steps,
            new PreflightStep(PreflightCheck.Tls, PreflightVerdict.Failed, "Wants a certificate.")
        );

        Assert.Equal(["Fine.", "Wants a certificate."], steps.Select(step => step.Seen));
    }

    [Fact]
    public void A_certificate_can_be_pinned_only_after_its_fingerprint_was_compared()
    {
        using var company = new TestCertificates();
        string? pinned = null;
        var card = Render<CertificateCard>(parameters =>
            parameters
                .Add(part => part.Pem, company.Issue("ghes.example.com").CertificatePem)
                .Add(part => part.OnPin, fingerprint => pinned = fingerprint)
        );
        Assert.Empty(card.FindAll("button.primary"));

        card.Find("input[type=checkbox]").Change(true);
        card.Find("button.primary").Click();

        Assert.Matches("^[0-9a-f]{64}$", pinned);
        Assert.Contains("ghes.example.com", card.Find(".certificate").TextContent);
    }

    private IRenderedComponent<PreflightList> Show(params PreflightStep[] steps) =>
        Render<PreflightList>(parameters =>
            parameters
                .Add(part => part.Steps, steps)
                .Add(part => part.HostUrl, "https://ghes.example.com")
                .Add(part => part.At, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero))
        );
}
