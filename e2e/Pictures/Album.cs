using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>One visit whose pages are pictured as they are met, and judged by axe.</summary>
internal sealed class Album
{
    public const string Connection = "/connections/{Id:guid}";

    public Album(Rehearsal rehearsal, Visit visit)
    {
        Rehearsal = rehearsal;
        Visit = visit;
        Journey = new Journey(rehearsal, visit) { Meet = TakeAsync };
    }

    public Rehearsal Rehearsal { get; }

    public Visit Visit { get; }

    public Journey Journey { get; }

    public SandboxControl GitHub => Rehearsal.Control;

    public IPage Page => Visit.Page;

    public static async Task TakeAsync(IPage page, string route, string state)
    {
        await Axe.AssertAccessibleAsync(page);
        await Gallery.TakeAsync(page, route, state);
    }

    public Task TakeAsync(string route, string state) => TakeAsync(Page, route, state);

    /// <summary>Goes to a page, and takes its picture once it answers to clicks.</summary>
    public async Task SeeAsync(string path, string route, string state)
    {
        await OpenAsync(path);
        await TakeAsync(route, state);
    }

    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await Journey.InteractiveAsync();
    }

    public async Task OpenHostAsync()
    {
        await Page.GotoAsync("hosts");
        await Page.GetByRole(AriaRole.Link, new() { Name = Journey.HostName }).ClickAsync();
        await Journey.InteractiveAsync();
    }

    /// <summary>Follows the link whose text contains this.</summary>
    public Task FollowAsync(string link) =>
        Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(link) }).First.ClickAsync();

    /// <summary>Presses the button whose text contains this.</summary>
    public Task PressAsync(string button) =>
        Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(button) }).ClickAsync();

    public Task SeesAsync(string text) => Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public Task AlertAsync(string text) =>
        Expect(Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync(text);
}
