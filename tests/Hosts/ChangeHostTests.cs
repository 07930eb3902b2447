using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Hosts;

/// <summary>Changing how a host is called and reached: looked at first, and what works is never given up for what does not.</summary>
public sealed class ChangeHostTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    private Guid _host;

    public async ValueTask InitializeAsync()
    {
        await stage.StartOverAsync();
        _host = (await stage.RegisterAsync(new HostForm { Url = stage.GitHub.Url.AbsoluteUri }))
            .HostId!
            .Value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_API_behind_another_address_is_used_from_then_on()
    {
        using var gateway = new Gateway(stage.GitHub.Url);

        var result = await ChangeAsync(change => change.ApiUrl = gateway.Url + "api/v3/");

        Assert.NotNull(result.HostId);
        var host = await stage.HostAsync(_host);
        Assert.Equal(gateway.Url + "api/v3", host.ApiUrl);
        Assert.Equal(stage.GitHub.Url.AbsoluteUri.TrimEnd('/'), host.WebUrl);
        Assert.NotEmpty(gateway.From);
    }

    [Fact]
    public async Task Settings_that_do_not_work_leave_those_that_do()
    {
        var result = await ChangeAsync(change =>
            change.ApiUrl = $"http://127.0.0.1:{PortalProcess.FreePort()}/api/v3"
        );

        Assert.Equal(PreflightCheck.Tcp, result.Refusal?.Failure?.Check);
        var host = await stage.HostAsync(_host);
        Assert.Equal((ResourceState.Available, host.WebUrl + "/api/v3"), (host.State, host.ApiUrl));
    }

    [Fact]
    public async Task While_nothing_works_anything_may_be_tried()
    {
        stage.GitHub.Faults.Add(new Fault("GET /api/v3/meta", FaultKind.Maintenance));
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(_host, Actor.Portal, Stop);

        var result = await ChangeAsync(change => change.Name = "Moved");

        Assert.NotNull(result.HostId);
        var host = await stage.HostAsync(_host);
        Assert.Equal(("Moved", Reason.Maintenance), (host.Name, host.Reason));
    }

    [Theory]
    [InlineData(nameof(HostChange.Name), "", "Give the host a name")]
    [InlineData(
        nameof(HostChange.WebUrl),
        "https://github.com",
        "Register it as a host of its own"
    )]
    [InlineData(nameof(HostChange.ApiUrl), "ftp://x", "begins with ftp://")]
    public async Task What_cannot_be_is_refused_at_its_field(
        string field,
        string value,
        string sentence
    )
    {
        var result = await ChangeAsync(change =>
            typeof(HostChange).GetProperty(field)!.SetValue(change, value)
        );

        Assert.Equal(field, result.Problem?.Field);
        Assert.Contains(sentence, result.Problem?.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_is_given_and_taken_away()
    {
        var network = await stage
            .Portal.Doors.Get<SaveNetwork>()
            .RunAsync(
                null,
                new NetworkForm { Name = "Company", SourceAddresses = "127.0.0.8" },
                Doors.Actor,
                Stop
            );

        await ChangeAsync(change => change.NetworkId = network.Id);
        var with = await stage.HostAsync(_host);
        await ChangeAsync(change => change.NetworkId = null);
        var without = await stage.HostAsync(_host);

        Assert.Equal((network.Id, "127.0.0.8"), (with.NetworkId, with.SeenFrom));
        Assert.Equal((null, "127.0.0.1"), (without.NetworkId, without.SeenFrom));
    }

    private async Task<Registration> ChangeAsync(Action<HostChange> edit)
    {
        var host = await stage.HostAsync(_host);
        var change = new HostChange
        {
            Name = host.Name,
            WebUrl = host.WebUrl,
            ApiUrl = host.ApiUrl,
            NetworkId = host.NetworkId,
        };
        edit(change);
        return await stage
            .Portal.Doors.Get<ChangeHost>()
            .RunAsync(_host, change, Doors.Actor, Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
