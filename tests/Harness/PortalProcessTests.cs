using System.Net;

namespace Portal.Tests.Harness;

/// <summary>The portal starts, ends and comes back as an operator expects of any server.</summary>
public sealed class PortalProcessTests
{
    [Fact]
    public async Task A_killed_portal_comes_back_with_its_data_and_its_sessions()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var client = new PortalClient(portal);
        await client.SignInAsync();

        await portal.Kill9Async();
        Assert.False(portal.IsRunning);
        await portal.RestartAsync();

        var page = await client.GetAsync("audit");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.True(File.Exists(portal.DatabaseFile));
    }

    [Fact]
    public async Task A_first_start_makes_all_that_it_needs()
    {
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings { FromNothing = true }
        );
        using var client = new PortalClient(portal);

        await client.SignInAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("audit")).Status);
        Assert.True(File.Exists(portal.DatabaseFile));
        Assert.True(File.Exists(Path.Combine(portal.DataDirectory, "keyring.pfx")));
    }

    [Fact]
    public async Task A_portal_that_is_asked_to_end_ends_well()
    {
        await using var portal = await PortalProcess.StartAsync();

        Assert.Equal(0, await portal.StopAsync());
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_stops_the_start_with_a_sentence()
    {
        var (exitCode, logs) = await PortalProcess.RunUntilExitAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?>
                {
                    ["Portal:PublicUrl"] = "http://portal.example.com",
                },
            }
        );

        Assert.NotEqual(0, exitCode);
        Assert.Contains(
            logs.All,
            line =>
                line.Contains("Set Portal:PublicUrl to an https address", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_wrong_password_does_not_sign_in()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var client = new PortalClient(portal);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            client.SignInAsync(password: "wrong")
        );

        Assert.Contains("do not match", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Portal_and_sandbox_start_together_and_let_people_in(bool https)
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Https = https, SignInElsewhere = true }
        );
        using var browser = new PortalClient(rehearsal.Portal);

        await browser.SignInAsync();
        await browser.SignInToSandboxAsync(rehearsal.Sandbox.Url);

        Assert.Equal("127.0.0.2", rehearsal.Sandbox.SignInUrl!.Host);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("audit")).Status);
        var home = await browser.GetAsync(rehearsal.Sandbox.Url, follow: true);
        Assert.Contains(SandboxBrowser.Login, home.Words, StringComparison.Ordinal);
    }
}
