using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sandbox.Api;
using Sandbox.Control;
using Sandbox.Git;
using Sandbox.Hooks;
using Sandbox.Pages;
using Sandbox.Transfer;

namespace Sandbox;

/// <summary>
/// A stand-in for a GitHub Enterprise Server that a browser and an API client can both use. It lives in memory; its
/// repositories are real git. Disposing it stops it and removes what it wrote.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HookSender _hooks;
    private readonly GitStore _git;
    private bool _disposed;

    private SandboxServer(
        WebApplication app,
        World world,
        HookSender hooks,
        GitStore git,
        Faults faults,
        RequestLog requests
    )
    {
        (_app, World, _hooks, _git, Faults, Requests) = (app, world, hooks, git, faults, requests);
    }

    /// <summary>The server's own origin.</summary>
    public Uri Url => World.Url;

    /// <summary>The origin of the sign-in page, if it is another one.</summary>
    public Uri? SignInUrl => World.SignInUrl;

    public World World { get; }
    public Faults Faults { get; }
    public RequestLog Requests { get; }

    public static async Task<SandboxServer> StartAsync(
        SandboxOptions options,
        CancellationToken ct = default
    )
    {
        var hooks = new HookSender(options.Time, options.TrustForWebhooks);
        var git = new GitStore(options.GitRoot);
        var world = new World(options, hooks, git);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(kestrel, options.Url, options);
            if (options.SignInUrl is not null)
            {
                Listen(kestrel, options.SignInUrl, options);
            }
        });
        var app = builder.Build();
        var server = new SandboxServer(app, world, hooks, git, new Faults(), new RequestLog());
        server.MapEverything();
        await app.StartAsync(ct);
        var addresses = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.ToArray();
        world.Url = Bound(options.Url, addresses[0]);
        world.SignInUrl = options.SignInUrl is null ? null : Bound(options.SignInUrl, addresses[1]);
        return server;
    }

    /// <summary>Completes when the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Completes when no webhook delivery is in flight.</summary>
    public Task IdleAsync() => _hooks.IdleAsync();

    /// <summary>As at the start: the seed, no apps, no faults, an empty log.</summary>
    public void Reset()
    {
        Faults.Clear();
        Requests.Clear();
        World.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        // Whoever still waits for an answer gets none: a test that hangs a request is not to wait for it here.
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
        _hooks.Dispose();
        _git.Dispose();
    }

    private void MapEverything()
    {
        var stopping = _app.Lifetime.ApplicationStopping;
        var headers = new HeaderMiddleware(World, Requests);
        var faults = new FaultMiddleware(World, Faults, stopping);
        _app.Use(headers.InvokeAsync);
        _app.Use(faults.InvokeAsync);
        _app.Use((context, next) => SignInPages.OnlyAtSignInOriginAsync(context, World, next));
        _app.UseRouting();
        _app.MapApi(World);
        _app.MapPages(World);
        _app.MapTransfer(World);
        _app.MapControl(this);
    }

    private static void Listen(KestrelServerOptions kestrel, string url, SandboxOptions options)
    {
        var address = BindingAddress.Parse(url);
        var ip =
            address.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed
            : IPAddress.Any;
        kestrel.Listen(
            ip,
            address.Port,
            listen =>
            {
                if (address.Scheme == "https")
                {
                    listen.UseHttps(
                        options.Certificate
                            ?? throw new ArgumentException(
                                "An https address needs SandboxOptions.Certificate.",
                                nameof(options)
                            )
                    );
                }
            }
        );
    }

    /// <summary>What was asked for, with the port that it became; a host name stays one.</summary>
    private static Uri Bound(string asked, string bound)
    {
        var wanted = BindingAddress.Parse(asked);
        return new Uri($"{wanted.Scheme}://{wanted.Host}:{BindingAddress.Parse(bound).Port}");
    }
}
