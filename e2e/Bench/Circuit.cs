using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>
/// An open page as Blazor's script keeps it: it starts the circuit with what the page says of its components, and answers every batch
/// that is drawn. It draws nothing.
/// https://github.com/dotnet/aspnetcore/blob/main/src/Components/Web.JS/src/Platform/Circuits/CircuitManager.ts
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly HubConnection _hub;
    private readonly List<long> _batches = [];
    private TaskCompletionSource _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Circuit(HubConnection hub) => _hub = hub;

    /// <summary>When each batch came, as timestamps.</summary>
    public IReadOnlyList<long> Batches
    {
        get
        {
            lock (_batches)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>Opens a page as a signed-in browser does, and waits until the circuit has drawn it.</summary>
    public static async Task<Circuit> OpenAsync(PortalClient browser, Uri page)
    {
        var html = await browser.Http.GetStringAsync(page);
        var hub = new HubConnectionBuilder().WithUrl(
            new Uri(browser.Site, "_blazor"),
            options => options.Cookies = browser.Cookies
        );
        hub.Services.RemoveAll<IHubProtocol>();
        hub.Services.AddSingleton<IHubProtocol>(new BlazorPack());
        var circuit = new Circuit(hub.Build());
        await circuit.StartAsync(browser.Site, page, html);
        return circuit;
    }

    /// <summary>Clicks a link to another page of the portal; how long until its first batch was there.</summary>
    public async Task<TimeSpan> ClickAsync(Uri page)
    {
        var next = Next();
        var begun = Stopwatch.GetTimestamp();
        await _hub.SendAsync("OnLocationChanged", page.AbsoluteUri, null, true);
        await next.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return Stopwatch.GetElapsedTime(begun);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task StartAsync(Uri site, Uri page, string html)
    {
        _hub.On<int, byte[]>("JS.RenderBatch", DrawAsync);
        _hub.On<int, string>("JS.AttachComponent", (_, _) => { });
        _hub.On<int>("JS.EndUpdateRootComponents", _ => { });
        _hub.On<string>("JS.Error", text => throw new InvalidOperationException(text));
        _hub.On<int, string, string?, int, long, int>("JS.BeginInvokeJS", AnswerAsync);
        await _hub.StartAsync();
        var first = Next();
        var id = await _hub.InvokeAsync<string?>(
            "StartCircuit",
            site.AbsoluteUri,
            page.AbsoluteUri,
            "[]",
            StateComment().Match(html).Groups["state"].Value
        );
        if (id is null)
        {
            throw new InvalidOperationException("The portal started no circuit.");
        }

        var roots = MarkerComment()
            .Matches(html)
            .Select(match => JsonDocument.Parse(match.Groups["json"].Value).RootElement)
            // The other comment is the end of what was prerendered.
            .Where(marker => marker.TryGetProperty("descriptor", out _))
            .Select(
                (marker, index) =>
                    new
                    {
                        type = "add",
                        ssrComponentId = index + 1,
                        marker,
                    }
            )
            .ToArray();
        await _hub.SendAsync(
            "UpdateRootComponents",
            JsonSerializer.Serialize(new { batchId = 1, operations = roots }, s_json),
            ""
        );
        await first.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    private Task Next()
    {
        lock (_batches)
        {
            return _drawn.Task;
        }
    }

    private async Task DrawAsync(int batch, byte[] content)
    {
        TaskCompletionSource drawn;
        lock (_batches)
        {
            _batches.Add(Stopwatch.GetTimestamp());
            (drawn, _drawn) = (
                _drawn,
                new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
            );
        }

        drawn.SetResult();
        await _hub.SendAsync("OnRenderCompleted", (long)batch, null);
    }

    // What the page wants of the browser (its title, the focus) is done as far as the portal knows.
    private async Task AnswerAsync(
        int handle,
        string what,
        string? arguments,
        int kind,
        long target,
        int call
    )
    {
        if (handle != 0)
        {
            await _hub.SendAsync(
                "EndInvokeJSFromDotNet",
                (long)handle,
                true,
                $"[{handle},true,null]"
            );
        }
    }

    [GeneratedRegex(
        "<!--Blazor-Server-Component-State:(?<state>[^-]*)-->",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex StateComment();

    [GeneratedRegex("<!--Blazor:(?<json>\\{.*?\\})-->", RegexOptions.ExplicitCapture)]
    private static partial Regex MarkerComment();
}
