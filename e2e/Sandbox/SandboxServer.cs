using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sandbox.Api;
using Sandbox.Control;
using Sandbox.Git;
using Sandbox.Hooks;
using Sandbox.Pages;
using Sandbox.Transfer;

namespace Sandbox;

/// <summary>
/// A stand-in for one GitHub that a browser and an API client can both use. It lives in memory; its repositories are real
/// git. Disposing it stops it and removes what it wrote.
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

    /// <summary>The web origin.</summary>
    public Uri Url => World.Url;

    /// <summary>The API's base: <c>/api/v3</c> of the web origin for a server, an origin of its own for a cloud.</summary>
    public Uri ApiUrl => new(World.ApiUrl + "/");

    /// <summary>The origin of a server's Manage API.</summary>
    public Uri? ManageUrl => World.ManageUrl;

    /// <summary>The origin of the sign-in page, if it is another one.</summary>
    public Uri? SignInUrl => World.SignInUrl;

    public World World { get; }

    /// <summary>What the API serves, as "GET /repos/{owner}/{repo}".</summary>
    public IReadOnlyList<string> Operations { get; private set; } = [];

    public Faults Faults { get; }
    public RequestLog Requests { get; }

    public static async Task<SandboxServer> StartAsync(
        SandboxOptions options,
        CancellationToken ct = default
    )
    {
        var recording = new Recording(
            options.Record ?? Environment.GetEnvironmentVariable(Recording.Variable)
        );
        var hooks = new HookSender(options, recording);
        var git = new GitStore(options.GitRoot);
        var world = new World(options, hooks, git);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(world);
        var origins = Origins.Of(options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var (origin, url) in origins)
            {
                Origins.Listen(kestrel, origin, url, listen => Secure(listen, options, world));
            }
        });
        var app = builder.Build();
        var server = new SandboxServer(app, world, hooks, git, new Faults(), new RequestLog());
        server.MapEverything(recording);
        await app.StartAsync(ct);
        var addresses = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.ToArray();
        foreach (var (index, (origin, url)) in origins.Index())
        {
            world.Serve(origin, Origins.Bound(url, addresses[index]));
        }

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

    private void MapEverything(Recording recording)
    {
        var stopping = _app.Lifetime.ApplicationStopping;
        var headers = new HeaderMiddleware(World, Requests);
        var faults = new FaultMiddleware(World, Faults, stopping);
        _app.Use(Origins.RouteAsync);
        _app.Use(headers.InvokeAsync);
        _app.Use(new Recorder(World, recording).InvokeAsync);
        _app.Use(faults.InvokeAsync);
        _app.Use((context, next) => SignInPages.OnlyAtSignInOriginAsync(context, World, next));
        _app.UseRouting();
        Operations = _app.MapApi(World);
        _app.MapPages(World);
        _app.MapTransfer(World);
        _app.MapControl(this);
    }

    private static void Secure(ListenOptions listen, SandboxOptions options, World world)
    {
        if (options.Certificate is { } certificate)
        {
            listen.UseHttps(certificate);
            return;
        }

        var authority =
            options.Authority
            ?? throw new ArgumentException(
                "An https address needs a certificate or an authority in its options.",
                nameof(options)
            );
        var contexts = authority.Issue(listen.IPEndPoint!.Address.ToString(), "localhost");
        listen.UseHttps(
            new TlsHandshakeCallbackOptions
            {
                OnConnection = _ =>
                    ValueTask.FromResult(
                        new SslServerAuthenticationOptions
                        {
                            ServerCertificateContext = contexts(world.Presentation),
                        }
                    ),
            }
        );
    }
}
