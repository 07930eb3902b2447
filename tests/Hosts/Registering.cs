using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Hosts;

/// <summary>A sandbox and a portal without a process, for registering hosts; shared by the tests of a class.</summary>
public sealed class Registering : IAsyncLifetime
{
    private QuietPortal? _portal;
    private QuietPortal? _strict;
    private SandboxServer? _gitHub;

    /// <summary>As in production: loopback addresses are not called.</summary>
    public async Task<QuietPortal> StrictAsync() =>
        _strict ??= await QuietPortal.StartAsync(
            new Dictionary<string, string?> { ["Portal:AllowLoopbackHosts"] = "false" }
        );

    public QuietPortal Portal => _portal!;

    public SandboxServer GitHub => _gitHub!;

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync();
        _gitHub = await SandboxServer.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_gitHub is not null)
        {
            await _gitHub.DisposeAsync();
        }

        if (_strict is not null)
        {
            await _strict.DisposeAsync();
        }

        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
    }

    /// <summary>A sandbox that is new, on a portal that knows no host.</summary>
    public async Task StartOverAsync(bool keepNetworks = false)
    {
        GitHub.Reset();
        await using var db = await Portal.Doors.OpenAsync();
        await db.Hosts.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        if (!keepNetworks)
        {
            await db.Networks.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        await db.AuditEntries.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
    }

    public Task<Registration> RegisterAsync(HostForm form) => RegisterAsync(Portal.Doors, form);

    public static Task<Registration> RegisterAsync(Doors doors, HostForm form) =>
        doors
            .Get<RegisterHost>()
            .RunAsync(
                form,
                new Actor(Guid.Empty, "admin@example.com", "192.0.2.7"),
                TestContext.Current.CancellationToken
            );

    /// <summary>Registers what must be refused after a look at it; what was seen. Nothing is left in the database.</summary>
    public async Task<PreflightReport> RefusedAsync(HostForm form)
    {
        var result = await RegisterAsync(form);
        Assert.Null(result.HostId);
        await AssertNothingStoredAsync();
        return Assert.IsType<PreflightReport>(result.Refusal);
    }

    public async Task AssertNothingStoredAsync()
    {
        await using var db = await Portal.Doors.OpenAsync();
        Assert.Empty(await db.Hosts.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await db.Networks.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await db.AuditEntries.ToListAsync(TestContext.Current.CancellationToken));
    }

    public async Task<Portal.Data.Host> HostAsync(Guid id)
    {
        await using var db = await Portal.Doors.OpenAsync();
        return await db.Hosts.SingleAsync(
            row => row.Id == id,
            TestContext.Current.CancellationToken
        );
    }
}
