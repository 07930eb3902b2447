using System.Net;
using System.Net.Sockets;
using Portal.Data;
using Portal.GitHub;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Hosts;

/// <summary>Each step of a preflight, passed and failed: what was seen, the likely cause, and who can fix it.</summary>
public sealed class PreflightTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_good_server_is_looked_at_in_order_and_every_step_is_told_as_it_is_known()
    {
        var told = new List<PreflightCheck>();

        var report = await LookAsync(stage.GitHub.Url, step => told.Add(step.Check));

        Assert.Equal(Enum.GetValues<PreflightCheck>(), report.Steps.Select(step => step.Check));
        Assert.Equal(Enum.GetValues<PreflightCheck>(), told);
        Assert.Equal(ResourceState.Available, report.State);
        Assert.Null(report.Reason);
        Assert.DoesNotContain(report.Steps, step => step.Verdict == PreflightVerdict.Failed);
        Assert.Equal("3.19.1", report.Version);
        Assert.Equal("127.0.0.1", report.From);
        Assert.Single(stage.GitHub.Requests.All);
    }

    [Fact]
    public async Task Whether_GitHub_reaches_the_portal_is_unknown_until_its_own_log_tells()
    {
        var inward = (await LookAsync(stage.GitHub.Url)).Steps[^1];

        Assert.Equal(
            (PreflightCheck.Inward, PreflightVerdict.Unknown),
            (inward.Check, inward.Verdict)
        );
        Assert.Contains("no app on this host yet", inward.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_DNS_knows_is_the_network_teams()
    {
        await using var portal = await QuietPortal.StartAsync(
            resolve: (_, _) => throw new SocketException((int)SocketError.HostNotFound)
        );

        var report = await LookAsync(portal, new Uri("http://ghes.corp.example/"));

        AssertFails(report, PreflightCheck.Dns, Reason.Unreachable, Fixer.NetworkTeam);
        Assert.Contains(
            "ghes.corp.example is not known here",
            report.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_name_that_leads_to_a_forbidden_address_is_refused_at_the_name()
    {
        await using var portal = await QuietPortal.StartAsync(
            resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")])
        );

        var report = await LookAsync(portal, new Uri("http://ghes.corp.example/"));

        AssertFails(report, PreflightCheck.Dns, Reason.AddressRefused, Fixer.You);
    }

    [Fact]
    public async Task A_port_on_which_nothing_listens_is_told_from_a_server_that_is_silent()
    {
        var port = PortalProcess.FreePort();

        var report = await LookAsync(new Uri($"http://127.0.0.1:{port}/"));

        AssertFails(report, PreflightCheck.Tcp, Reason.Unreachable, Fixer.NetworkTeam);
        Assert.Equal($"127.0.0.1 port {port} refuses the connection.", report.Detail);
    }

    [Fact]
    public async Task A_server_behind_a_wall_that_drops_everything_is_silent()
    {
        // A queue for connections that is full: the system drops what comes then, as a firewall does.
        using var full = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable
            .Range(0, 4)
            .Select(_ =>
            {
                var socket = new Socket(
                    AddressFamily.InterNetwork,
                    SocketType.Stream,
                    ProtocolType.Tcp
                )
                {
                    Blocking = false,
                };
                try
                {
                    socket.Connect(full.LocalEndPoint!);
                }
                catch (SocketException pending)
                    when (pending.SocketErrorCode
                            is SocketError.InProgress
                                or SocketError.WouldBlock
                    )
                {
                    // On its way, or dropped: either fills the queue.
                }

                return socket;
            })
            .ToList();

        var report = await LookAsync(
            new Uri($"http://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}/")
        );

        waiting.ForEach(socket => socket.Dispose());
        AssertFails(report, PreflightCheck.Tcp, Reason.Unreachable, Fixer.NetworkTeam);
        Assert.Contains("does not answer at all", report.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Reset, null, PreflightCheck.Http, Reason.Unreachable)]
    [InlineData(FaultKind.Html, 200, PreflightCheck.GitHub, Reason.NotGitHub)]
    [InlineData(FaultKind.Html, 407, PreflightCheck.GitHub, Reason.NotGitHub)]
    [InlineData(FaultKind.Status, 500, PreflightCheck.GitHub, Reason.UnexpectedAnswer)]
    [InlineData(FaultKind.RedirectToLogin, null, PreflightCheck.GitHub, Reason.UnexpectedAnswer)]
    [InlineData(FaultKind.Maintenance, null, PreflightCheck.Maintenance, Reason.Maintenance)]
    public async Task An_answer_that_goes_wrong_fails_the_step_that_it_is_about(
        FaultKind kind,
        int? status,
        PreflightCheck check,
        Reason reason
    )
    {
        stage.GitHub.Faults.Add(new Fault("GET /api/v3/meta", kind, status));

        var report = await LookAsync(stage.GitHub.Url);

        AssertFails(report, check, reason, fixer: null);
    }

    [Fact]
    public async Task A_server_in_private_mode_passes_and_stays_pending()
    {
        stage.GitHub.World.PrivateMode = true;

        var report = await LookAsync(stage.GitHub.Url);

        Assert.Equal((ResourceState.Pending, Reason.PrivateMode), (report.State, report.Reason));
        Assert.StartsWith(
            "On:",
            Step(report, PreflightCheck.PrivateMode).Seen,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("3.19.1", PreflightVerdict.Passed)]
    [InlineData("3.16.4", PreflightVerdict.Warning)]
    [InlineData("2.22.0", PreflightVerdict.Failed)]
    public async Task A_version_is_supported_no_longer_supported_or_refused(
        string version,
        PreflightVerdict verdict
    )
    {
        stage.GitHub.World.Version = version;

        var report = await LookAsync(stage.GitHub.Url);

        Assert.Equal(verdict, Step(report, PreflightCheck.GitHub).Verdict);
        Assert.Equal(version, report.Version);
    }

    [Theory]
    [InlineData(300, "ahead of")]
    [InlineData(-300, "behind")]
    public async Task A_clock_that_differs_fails_before_tokens_are_refused_for_it(
        int seconds,
        string word
    )
    {
        stage.GitHub.World.Clock.Skew = TimeSpan.FromSeconds(seconds);

        var report = await LookAsync(stage.GitHub.Url);

        AssertFails(report, PreflightCheck.Clock, Reason.ClockSkew, Fixer.ServerAdministrator);
        Assert.Contains(word, report.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", PreflightVerdict.Passed, "accept connections")]
    [InlineData("127.0.0.99", PreflightVerdict.Warning, "cannot be connected to")]
    [InlineData(null, PreflightVerdict.Passed, "does not use subdomain isolation")]
    public async Task The_names_for_archives_and_uploads_are_looked_at(
        string? address,
        PreflightVerdict verdict,
        string words
    )
    {
        await using var portal = await QuietPortal.StartAsync(
            resolve: (name, _) =>
                name == "ghes.corp.example" ? Task.FromResult<IPAddress[]>([IPAddress.Loopback])
                : address is null ? throw new SocketException((int)SocketError.HostNotFound)
                : Task.FromResult<IPAddress[]>([IPAddress.Parse(address)])
        );

        var report = await LookAsync(
            portal,
            new Uri($"http://ghes.corp.example:{stage.GitHub.Url.Port}/")
        );

        var names = Step(report, PreflightCheck.Names);
        Assert.Equal(verdict, names.Verdict);
        Assert.Contains(words, names.Seen, StringComparison.Ordinal);
        Assert.Equal(ResourceState.Available, report.State);
    }

    [Fact]
    public async Task The_text_for_a_colleague_says_what_was_seen_and_why()
    {
        var report = await LookAsync(new Uri($"http://127.0.0.1:{PortalProcess.FreePort()}/"));

        var text = PreflightText.For(
            report.Failure!,
            "https://ghes.example.com",
            "https://portal.example.com/",
            new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)
        );

        Assert.Contains("For the network team:", text, StringComparison.Ordinal);
        Assert.Contains(
            "https://portal.example.com/ has a problem with https://ghes.example.com",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(report.Failure!.Seen, text, StringComparison.Ordinal);
        Assert.Contains(report.Failure.Cause!, text, StringComparison.Ordinal);
        Assert.Contains("2026-11-21 12:00:00 UTC", text, StringComparison.Ordinal);
    }

    private Task<PreflightReport> LookAsync(Uri url, Action<PreflightStep>? tell = null) =>
        LookAsync(stage.Portal, url, tell);

    private static Task<PreflightReport> LookAsync(
        QuietPortal portal,
        Uri url,
        Action<PreflightStep>? tell = null
    )
    {
        var web = url.AbsoluteUri.TrimEnd('/');
        return portal
            .Doors.Get<Preflight>()
            .RunAsync(
                new GitHubEndpoint(web, $"{web}/api/v3", NetworkRoute.Direct),
                HostFlavor.EnterpriseServer,
                app: null,
                tell,
                Stop
            );
    }

    private static void AssertFails(
        PreflightReport report,
        PreflightCheck check,
        Reason reason,
        Fixer? fixer
    )
    {
        Assert.Equal((check, reason), (report.Failure?.Check, report.Reason));
        Assert.Equal(ResourceState.Error, report.State);
        Assert.NotNull(report.Failure!.Cause);
        Assert.NotNull(report.Failure.Fixer);
        Assert.Equal(fixer ?? report.Failure.Fixer, report.Failure.Fixer);
        if (check < PreflightCheck.Http)
        {
            Assert.All(
                report.Steps.Where(step => step.Check > check),
                step => Assert.Equal(PreflightVerdict.NotRun, step.Verdict)
            );
        }
    }

    private static PreflightStep Step(PreflightReport report, PreflightCheck check) =>
        report.Steps.Single(step => step.Check == check);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
