using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Hosts;

namespace Portal.Tests.Hosts;

/// <summary>Registering a server that answers as GitHub Enterprise Server does.</summary>
public sealed class RegisterHostTests(Registering stage)
    : IClassFixture<Registering>,
        IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_server_is_registered_with_its_version_and_written_into_the_audit_log()
    {
        var result = await stage.RegisterAsync(Form());

        Assert.False(result.Existed);
        var host = await stage.HostAsync(result.HostId!.Value);
        Assert.Equal(ResourceState.Available, host.State);
        Assert.Equal("3.19.1", host.Version);
        Assert.Equal(stage.GitHub.Url.Authority, host.Name);
        Assert.Equal(host.WebUrl + "/api/v3", host.ApiUrl);
        await using var db = await stage.Portal.Doors.OpenAsync();
        var entry = await db.AuditEntries.SingleAsync(Stop);
        Assert.Equal(
            ("admin@example.com", "registered the host", host.WebUrl, "192.0.2.7"),
            (entry.Actor, entry.Action, entry.Subject, entry.Address)
        );
    }

    [Theory]
    [InlineData(" {0}//")]
    [InlineData("{0}/api/v3")]
    [InlineData("HTTP://127.0.0.1:{1}/settings/apps")]
    public async Task The_same_server_in_another_spelling_is_the_same_host(string spelling)
    {
        var first = await stage.RegisterAsync(Form());

        var second = await stage.RegisterAsync(
            new HostForm
            {
                Name = "Another name",
                Url = string.Format(
                    spelling,
                    stage.GitHub.Url.AbsoluteUri.TrimEnd('/'),
                    stage.GitHub.Url.Port
                ),
            }
        );

        Assert.True(second.Existed);
        Assert.Equal(first.HostId, second.HostId);
    }

    [Fact]
    public async Task Two_tabs_that_register_the_same_server_share_one_host()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => stage.RegisterAsync(Form()))
        );

        Assert.Single(results.Select(result => result.HostId).Distinct());
        Assert.Single(results, result => !result.Existed);
    }

    [Fact]
    public async Task A_server_in_private_mode_is_registered_and_stays_pending()
    {
        stage.GitHub.World.PrivateMode = true;

        var result = await stage.RegisterAsync(Form());

        var host = await stage.HostAsync(result.HostId!.Value);
        Assert.Equal(ResourceState.Pending, host.State);
        Assert.Equal(Reason.PrivateMode, host.Reason);
        Assert.Null(host.Version);
    }

    [Fact]
    public async Task A_server_older_than_2_22_1_is_refused()
    {
        stage.GitHub.World.Version = "2.22.0";

        var seen = await stage.RefusedAsync(Form());

        Assert.Equal(Reason.UnsupportedVersion, seen.Reason);
        Assert.Contains("2.22.0", seen.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.22.1")]
    [InlineData("4.1.0")]
    public async Task Any_server_from_2_22_1_on_is_registered(string version)
    {
        stage.GitHub.World.Version = version;

        var result = await stage.RegisterAsync(Form());

        Assert.Equal(version, (await stage.HostAsync(result.HostId!.Value)).Version);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public async Task A_clock_that_differs_is_said_before_tokens_are_refused_for_it(int seconds)
    {
        stage.GitHub.World.Clock.Skew = TimeSpan.FromSeconds(seconds);

        var seen = await stage.RefusedAsync(Form());

        Assert.Equal(Reason.ClockSkew, seen.Reason);
        Assert.Contains(seconds > 0 ? "ahead of" : "behind", seen.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_differs_by_half_a_minute_does_not_matter()
    {
        stage.GitHub.World.Clock.Skew = TimeSpan.FromSeconds(30);

        Assert.NotNull((await stage.RegisterAsync(Form())).HostId);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", "private key")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----", "private key")]
    [InlineData("company root", "no certificate in PEM form")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "no certificate")]
    public async Task An_authority_that_is_none_is_refused_at_its_field(string pem, string sentence)
    {
        var result = await stage.RegisterAsync(Ca(Form(), pem));

        Assert.Equal(nameof(NetworkForm.CaCertificates), result.Problem?.Field);
        Assert.Contains(sentence, result.Problem?.Sentence, StringComparison.Ordinal);
        await stage.AssertNothingStoredAsync();
    }

    [Theory]
    [InlineData("http://user:hunter2@proxy.example.com:3128", "user name or password")]
    [InlineData("socks4://proxy.example.com", "not the address of a proxy")]
    [InlineData("not a proxy", "not the address of a proxy")]
    public async Task A_proxy_that_cannot_be_used_is_refused_at_its_field(
        string proxy,
        string sentence
    )
    {
        var form = Form();
        form.NewNetwork.ProxyUrl = proxy;

        var result = await stage.RegisterAsync(form);

        Assert.Equal(nameof(NetworkForm.ProxyUrl), result.Problem?.Field);
        Assert.Contains(sentence, result.Problem?.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Problem?.Sentence, StringComparison.Ordinal);
        await stage.AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_check_that_fails_keeps_the_host_and_its_version()
    {
        var id = (await stage.RegisterAsync(Form())).HostId!.Value;
        stage.GitHub.Faults.Add(new("GET /api/v3/meta", Sandbox.Control.FaultKind.Maintenance));

        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id, Actor.Portal, Stop);

        var host = await stage.HostAsync(id);
        Assert.Equal(Reason.Maintenance, host.Reason);
        Assert.Equal("3.19.1", host.Version);
        stage.GitHub.Faults.Clear();
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id, Actor.Portal, Stop);
        Assert.Equal(ResourceState.Available, (await stage.HostAsync(id)).State);
    }

    private HostForm Form() => new() { Url = stage.GitHub.Url.AbsoluteUri };

    private static HostForm Ca(HostForm form, string pem)
    {
        form.NewNetwork.CaCertificates = pem;
        return form;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
