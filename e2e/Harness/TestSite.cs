using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portal.E2E.Harness;

/// <summary>A web site of one page, and a web socket at /echo, to test the harness itself with.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSite(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public static async Task<TestSite> StartAsync(string body, string? policy = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet(
            "/",
            (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = policy;
                return Results.Content(
                    $"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Test</title><link rel=icon href=data:,>{body}",
                    "text/html"
                );
            }
        );
        app.MapGet("/echo", EchoAsync);
        await app.StartAsync();
        return new TestSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        var message = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(
            buffer.AsMemory(0, message.Count),
            WebSocketMessageType.Binary,
            endOfMessage: true,
            context.RequestAborted
        );
        await socket.CloseOutputAsync(
            WebSocketCloseStatus.NormalClosure,
            null,
            context.RequestAborted
        );
    }
}
