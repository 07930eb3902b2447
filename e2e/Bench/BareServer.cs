using System.Security.Cryptography;
using System.Text;

namespace Portal.Bench;

/// <summary>The ceiling: an ASP.NET endpoint that reads the body, checks its HMAC, and does nothing else.</summary>
internal static class BareServer
{
    public static async Task RunAsync(int port, string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var key = Encoding.UTF8.GetBytes(secret);
        app.MapPost("/webhooks", context => ReceiveAsync(context, key));
        await app.RunAsync();
    }

    private static async Task ReceiveAsync(HttpContext context, byte[] key)
    {
        var body = new byte[context.Request.ContentLength ?? 0];
        await context.Request.Body.ReadExactlyAsync(body);
        var signed = $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(key, body))}";
        context.Response.StatusCode = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(signed),
            Encoding.ASCII.GetBytes(context.Request.Headers["X-Hub-Signature-256"].ToString())
        )
            ? 202
            : 401;
    }
}
