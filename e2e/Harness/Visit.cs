using Microsoft.Playwright;

namespace Portal.E2E.Harness;

/// <summary>
/// One person's browser window: its page, and everything that went wrong or went over the wire in any of its tabs.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private const string Report = "reportPolicyViolation";
    private const string ReportViolations = $$"""
        document.addEventListener('securitypolicyviolation', violation =>
          window.{{Report}}(`${violation.effectiveDirective} forbids ${violation.blockedURI || 'inline'} at ${violation.documentURI}`));
        """;

    private readonly Problems _problems = new();
    private readonly bool _keepsLastPicture;
    private bool _wasClean;

    private Visit(IBrowserContext context, bool keepsLastPicture)
    {
        Context = context;
        _keepsLastPicture = keepsLastPicture;
    }

    public IBrowserContext Context { get; }

    /// <summary>The first tab.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>What web sockets carried, both ways.</summary>
    public WireTap Wire { get; } = new();

    /// <summary>What went wrong so far, one line each.</summary>
    public IReadOnlyList<string> Problems => _problems.All;

    internal static async Task<Visit> BeginAsync(IBrowserContext context, bool keepLastPicture)
    {
        var visit = new Visit(context, keepLastPicture);
        await visit.ListenAsync();
        visit.Page = await context.NewPageAsync();
        return visit;
    }

    /// <summary>A problem that contains this text is what the test is about, and no reason to fail.</summary>
    public void Expect(string text) => _problems.Expect(text);

    /// <summary>Fails with every console error and warning, script error, failed request and policy violation of this visit.</summary>
    public async Task AssertCleanAsync()
    {
        // What a page has reported arrives before its answer to a question.
        foreach (var page in Context.Pages)
        {
            await page.EvaluateAsync("() => new Promise(done => setTimeout(done))");
        }

        Assert.True(Problems.Count == 0, $"The browser complained:\n{string.Join('\n', Problems)}");
        _wasClean = true;
    }

    /// <summary>Closes the window. A visit that was not found clean leaves pictures of its tabs, for whoever looks why.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_keepsLastPicture && !_wasClean)
        {
            await LastPicture.TakeAsync(Context.Pages, Problems);
        }

        await Context.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        Context.Console += (_, message) =>
        {
            // A browser asks for /favicon.ico by itself where a page names no icon, as the sandbox's pages do not.
            if (
                message.Type is "error" or "warning"
                && !message.Location.Contains("/favicon.ico", StringComparison.Ordinal)
            )
            {
                _problems.Add($"console {message.Type}: {message.Text} ({message.Location})");
            }
        };
        Context.WebError += (_, error) => _problems.Add($"script error: {error.Error}");
        Context.RequestFailed += (_, request) =>
        {
            // The browser itself aborts what a page still loads when a person goes on to the next.
            if (request.Failure != "net::ERR_ABORTED")
            {
                _problems.Add($"request failed: {request.Method} {request.Url}: {request.Failure}");
            }
        };
        Context.Page += (_, page) => page.WebSocket += (_, socket) => Wire.Listen(socket);
        await Context.ExposeBindingAsync(
            Report,
            (BindingSource _, string violation) => _problems.Add($"policy: {violation}")
        );
        await Context.AddInitScriptAsync(ReportViolations);
    }
}
