using System.Globalization;
using Sandbox.Api;

namespace Sandbox.Control;

/// <summary>Lets a matching fault happen instead of, around or after the real answer.</summary>
internal sealed class FaultMiddleware(World world, Faults faults, CancellationToken stopping)
{
    private const string ProxyPage =
        "<!DOCTYPE html><html lang=\"en\"><head><title>Web gateway</title></head><body><h1>Web gateway</h1><p>Please accept the terms of use.</p></body></html>";
    private const string MaintenancePage =
        "<!DOCTYPE html><html lang=\"en\"><head><title>GitHub Enterprise is undergoing maintenance</title></head><body><h1>GitHub Enterprise is currently down for maintenance</h1></body></html>";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        var fault = path.StartsWith("/_sandbox", StringComparison.Ordinal)
            ? null
            : faults.Take(context.Request.Method, path);
        if (fault is not null)
        {
            context.Items[typeof(Fault)] = fault;
        }

        var answer = context.Response;
        switch (fault?.Kind)
        {
            case null:
                await next(context);
                break;
            case FaultKind.Hang:
                await HangAsync(context);
                break;
            case FaultKind.Reset:
                context.Abort();
                break;
            case FaultKind.Status:
                await RefuseAsync(
                    answer,
                    fault.Status ?? 500,
                    fault.Status == 503 ? "Service Unavailable" : "Server Error"
                );
                break;
            case FaultKind.Html:
                await PageAsync(answer, fault.Status ?? 200, ProxyPage);
                break;
            case FaultKind.RedirectToLogin:
                answer.Redirect(
                    $"{AccountShape.Web(world)}/login?return_to={Uri.EscapeDataString(path)}"
                );
                break;
            case FaultKind.Latency:
                // Real time, also where a test stops the clock: else nobody would ever be answered.
                await Task.Delay(
                    TimeSpan.FromMilliseconds(fault.Milliseconds ?? 1000),
                    TimeProvider.System,
                    context.RequestAborted
                );
                await next(context);
                break;
            case FaultKind.Truncate:
                await TruncateAsync(context, next);
                break;
            case FaultKind.HangAfter:
                await BufferAsync(context, next);
                await HangAsync(context);
                break;
            case FaultKind.Maintenance:
                answer.Headers.RetryAfter = "120";
                await PageAsync(answer, 503, MaintenancePage);
                break;
            case FaultKind.SecondaryRateLimit:
                answer.Headers.RetryAfter = $"{(fault.Milliseconds ?? 60_000) / 1000}";
                await RefuseAsync(
                    answer,
                    fault.Status ?? 403,
                    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
                );
                break;
            case FaultKind.PrimaryRateLimit:
                RateLimits.Exhaust(answer, world);
                await RefuseAsync(answer, fault.Status ?? 403, "API rate limit exceeded.");
                break;
            case FaultKind.WrongDate:
                answer.Headers.Date = (
                    world.Clock.Now + TimeSpan.FromMilliseconds(fault.Milliseconds ?? 600_000)
                ).ToString("R", CultureInfo.InvariantCulture);
                await next(context);
                break;
            case FaultKind.Oversized:
                await FloodAsync(context, fault.Bytes ?? 256L * 1024 * 1024);
                break;
        }
    }

    /// <summary>As much as the client takes of it; nothing is kept here.</summary>
    private static async Task FloodAsync(HttpContext context, long bytes)
    {
        var answer = context.Response;
        answer.ContentType = "application/json; charset=utf-8";
        await answer.WriteAsync("{\"padding\":\"", context.RequestAborted);
        var chunk = new byte[64 * 1024];
        Array.Fill(chunk, (byte)'x');
        for (var sent = 0L; sent < bytes; sent += chunk.Length)
        {
            await answer.Body.WriteAsync(chunk, context.RequestAborted);
        }

        await answer.WriteAsync("\"}", context.RequestAborted);
    }

    private async Task HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            stopping
        );
        var never = new TaskCompletionSource();
        await using var registration = either.Token.Register(never.SetResult);
        await never.Task;
        context.Abort();
    }

    private static async Task TruncateAsync(HttpContext context, RequestDelegate next)
    {
        var whole = await BufferAsync(context, next);
        context.Response.ContentLength = whole.Length;
        await context.Response.Body.WriteAsync(whole.AsMemory(0, whole.Length / 2));
        // The server closes a connection whose answer is shorter than it said; a reset might overtake what was sent.
    }

    /// <summary>Does the work, and keeps what it would have answered.</summary>
    private static async Task<byte[]> BufferAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        await next(context);
        context.Response.Body = body;
        return buffer.ToArray();
    }

    private async Task RefuseAsync(HttpResponse answer, int status, string message)
    {
        answer.StatusCode = status;
        answer.ContentType = "application/json; charset=utf-8";
        await answer.Body.WriteAsync(Json.Bytes(new ApiRefusal(status, message).Body(world)));
    }

    private static async Task PageAsync(HttpResponse answer, int status, string page)
    {
        // A proxy and a server under maintenance do not sign their answers as GitHub's API does.
        answer.Headers.Remove("X-GitHub-Request-Id");
        answer.Headers.Remove("X-GitHub-Enterprise-Version");
        answer.Headers.Remove("X-GitHub-Media-Type");
        answer.StatusCode = status;
        answer.ContentType = "text/html; charset=utf-8";
        await answer.WriteAsync(page);
    }
}
