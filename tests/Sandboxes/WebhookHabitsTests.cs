using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Sandboxes;

/// <summary>How long a GitHub waits for a receiver, how long it remembers, and that it never tries again by itself.</summary>
public sealed class WebhookHabitsTests
{
    [Theory]
    [InlineData(Flavour.EnterpriseServer, 30)]
    [InlineData(Flavour.DotCom, 10)]
    [InlineData(Flavour.DataResidency, 10)]
    public async Task A_receiver_that_is_slower_than_the_limit_has_failed(
        Flavour flavour,
        int seconds
    )
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        using var receiver = RawServer.Writing(_ =>
        {
            asked.TrySetResult();
            return never.Task;
        });
        var time = new ManualTime();
        await using var sandbox = await StartAsync(flavour, time);
        Register(sandbox, receiver.Url);
        await asked.Task.WaitAsync(Stop);

        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        var idle = sandbox.IdleAsync();
        Assert.False(idle.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await idle.WaitAsync(Stop);

        var ping = Assert.Single(sandbox.World.Deliveries.All);
        Assert.Equal((false, "timed out"), (ping.Succeeded, ping.Status));
        never.SetResult();
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\nContent-Length: 0\nConnection: close\n\n", 500)]
    [InlineData(
        "HTTP/1.1 302 Found\nLocation: http://127.0.0.1:9/\nContent-Length: 0\nConnection: close\n\n",
        302
    )]
    public async Task What_is_not_2xx_has_failed_and_is_sent_once(string answer, int status)
    {
        using var receiver = RawServer.Saying(answer);
        await using var sandbox = await StartAsync(Flavour.EnterpriseServer, TimeProvider.System);
        Register(sandbox, receiver.Url);

        await sandbox.IdleAsync();

        var ping = Assert.Single(sandbox.World.Deliveries.All);
        Assert.Equal((false, status), (ping.Succeeded, ping.StatusCode));
        Assert.Equal(1, receiver.Requests);
    }

    [Fact]
    public async Task A_redelivery_has_the_same_GUID_and_body()
    {
        using var receiver = RawServer.Saying(
            "HTTP/1.1 202 Accepted\nContent-Length: 0\nConnection: close\n\n"
        );
        await using var sandbox = await StartAsync(Flavour.EnterpriseServer, TimeProvider.System);
        Register(sandbox, receiver.Url);
        await sandbox.IdleAsync();
        var first = Assert.Single(sandbox.World.Deliveries.All);

        Assert.True(sandbox.World.Redeliver(first.EventGuid));
        await sandbox.IdleAsync();

        var again = sandbox.World.Deliveries.All[^1];
        Assert.Equal((first.EventGuid, true), (again.EventGuid, again.Redelivery));
        Assert.Equal(first.Payload, again.Payload);
        Assert.NotEqual(first.Id, again.Id);
    }

    [Theory]
    [InlineData(Flavour.EnterpriseServer, 7)]
    [InlineData(Flavour.DotCom, 3)]
    public async Task Deliveries_are_remembered_for_days(Flavour flavour, int days)
    {
        using var receiver = RawServer.Saying(
            "HTTP/1.1 202 Accepted\nContent-Length: 0\nConnection: close\n\n"
        );
        var time = new ManualTime();
        await using var sandbox = await StartAsync(flavour, time);
        var app = Register(sandbox, receiver.Url);
        await sandbox.IdleAsync();

        time.Advance(TimeSpan.FromDays(days) - TimeSpan.FromMinutes(1));
        Assert.Single(sandbox.World.Deliveries.Of(app, time.GetUtcNow()));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(sandbox.World.Deliveries.Of(app, time.GetUtcNow()));
    }

    private static Task<SandboxServer> StartAsync(Flavour flavour, TimeProvider time) =>
        SandboxServer.StartAsync(
            new()
            {
                Url = "http://127.0.0.1:0",
                Flavour = flavour,
                Time = time,
            },
            Stop
        );

    private static App Register(SandboxServer sandbox, Uri receiver) =>
        sandbox
            .World.CreateApp(
                sandbox.World.FindAccount("octocat")!,
                new Manifest
                {
                    Name = "Listener",
                    Url = "https://example.com",
                    HasHook = true,
                    HookUrl = receiver.AbsoluteUri,
                }
            )
            .App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
