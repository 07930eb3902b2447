using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Portal.E2E.Harness.Browser))]

namespace Portal.E2E.Harness;

/// <summary>Chromium, started once for all tests; each test opens a visit of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            throw new FileNotFoundException(
                $"There is no browser at {Chromium}: run ./portal test once, or install Debian's package chromium."
            );
        }

        // Several portals and browsers share two cores.
        Assertions.SetDefaultExpectTimeout(15_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>Opens a window with no cookies and no history.</summary>
    public async Task<Visit> OpenAsync(VisitOptions? options = null)
    {
        options ??= new VisitOptions();
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = options.Start?.AbsoluteUri,
                ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
                ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
                IgnoreHTTPSErrors = options.IgnoreCertificates,
                // The same on every machine, and still.
                Locale = "en-US",
                TimezoneId = "UTC",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        return await Visit.BeginAsync(context, options.KeepLastPicture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>What a visit's window is like.</summary>
public sealed record VisitOptions
{
    /// <summary>The address that relative ones are meant from.</summary>
    public Uri? Start { get; init; }

    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 900;

    public bool Dark { get; init; }

    /// <summary>Accept certificates of an authority that the machine does not know, as an https rehearsal has.</summary>
    public bool IgnoreCertificates { get; init; }

    /// <summary>Leave a picture in artifacts/failures when the visit was not found clean.</summary>
    public bool KeepLastPicture { get; init; } = true;
}
