using System.Diagnostics;
using Portal.Data;
using Portal.GitHub;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox;
using Sandbox.Tls;

namespace Portal.Tests.Hosts;

/// <summary>How certificates are told apart, trusted by their authority, and pinned; and that nothing skips the check.</summary>
public sealed class CertificateTests(Registering stage) : IClassFixture<Registering>, IAsyncLifetime
{
    private readonly PrivateAuthority _authority = new(TimeProvider.System);

    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync()
    {
        _authority.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(Presentation.Expired, "expired on", Fixer.ServerAdministrator)]
    [InlineData(
        Presentation.WrongName,
        "another name: another.sandbox.example",
        Fixer.ServerAdministrator
    )]
    [InlineData(
        Presentation.WithoutIntermediate,
        "whose certificate the server does not send",
        Fixer.ServerAdministrator
    )]
    public async Task A_certificate_that_is_shown_badly_is_named_even_with_its_authority_trusted(
        Presentation presentation,
        string words,
        Fixer fixer
    )
    {
        await using var gitHub = await StartAsync(presentation);

        var seen = await stage.RefusedAsync(Form(gitHub, _authority.RootPem));

        Assert.Equal((PreflightCheck.Tls, Reason.TlsUntrusted), (seen.Failure?.Check, seen.Reason));
        Assert.Contains(words, seen.Detail, StringComparison.Ordinal);
        Assert.Equal(fixer, seen.Failure?.Fixer);
    }

    [Fact]
    public async Task A_certificate_for_later_is_not_yet_valid()
    {
        using var company = new TestCertificates();
        var now = TimeProvider.System.GetUtcNow();
        await using var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Url = "https://127.0.0.1:0",
                Certificate = company
                    .Issue(now.AddHours(1), now.AddDays(1), "127.0.0.1")
                    .Certificate,
            },
            Stop
        );

        var seen = await stage.RefusedAsync(Form(gitHub, company.AuthorityPem));

        Assert.Contains("is valid only from", seen.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_authority_is_named_and_shown_with_its_fingerprints()
    {
        await using var gitHub = await StartAsync(Presentation.Good);

        var seen = await stage.RefusedAsync(Form(gitHub, ca: null));

        Assert.Contains(
            "neither the system nor the host's network trusts the authority CN=Sandbox root authority",
            seen.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal(Fixer.You, seen.Failure?.Fixer);
        var shown = CertificateFacts.Read(seen.Certificates!);
        Assert.Equal(
            ["localhost, 127.0.0.1", "CN=Sandbox intermediate authority"],
            shown.Select(one => one.Names)
        );
        Assert.All(shown, one => Assert.Matches("^[0-9a-f]{64}$", one.Fingerprint));
    }

    [Fact]
    public async Task A_missing_intermediate_can_be_given_with_the_root()
    {
        await using var gitHub = await StartAsync(Presentation.WithoutIntermediate);
        await using var complete = await StartAsync(Presentation.Good);
        var intermediate = CertificateFacts
            .Read((await stage.RefusedAsync(Form(complete, ca: null))).Certificates!)[1]
            .Pem;

        var result = await stage.RegisterAsync(
            Form(gitHub, $"{intermediate}\n{_authority.RootPem}")
        );

        Assert.NotNull(result.HostId);
    }

    [Fact]
    public async Task A_pinned_certificate_is_accepted_without_its_authority_and_no_other_is()
    {
        await using var gitHub = await StartAsync(Presentation.Good);
        var fingerprint = await FingerprintAsync(gitHub);
        var form = Form(gitHub, ca: null);
        form.PinnedCertificate = fingerprint;

        var id = (await stage.RegisterAsync(form)).HostId!.Value;

        var host = await stage.HostAsync(id);
        Assert.Equal((ResourceState.Available, fingerprint), (host.State, host.PinnedCertificate));
        Assert.NotNull(host.CertificateExpiresAt);
        await stage
            .Portal.Doors.Get<ChangeHost>()
            .PinAsync(id, new string('0', 64), Doors.Actor, Stop);
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id, Doors.Actor, Stop);
        host = await stage.HostAsync(id);
        Assert.Equal((ResourceState.Error, Reason.TlsUntrusted), (host.State, host.Reason));
        Assert.Contains(
            $"another certificate (SHA-256 {fingerprint})",
            host.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_pin_excludes_a_certificate_that_an_authority_vouches_for()
    {
        await using var gitHub = await StartAsync(Presentation.Good);
        var form = Form(gitHub, _authority.RootPem);
        form.PinnedCertificate = new string('a', 64);

        var seen = await stage.RefusedAsync(form);

        Assert.Contains("than the one that is pinned", seen.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Presentation.Expired, "expired on")]
    [InlineData(Presentation.WrongName, "another name")]
    public async Task A_pin_excuses_neither_dates_nor_names(Presentation presentation, string words)
    {
        await using var gitHub = await StartAsync(presentation);
        var form = Form(gitHub, ca: null);
        form.PinnedCertificate = await FingerprintAsync(gitHub);

        var seen = await stage.RefusedAsync(form);

        Assert.Contains(words, seen.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_was_compared_is_trusted_for_the_hosts_network()
    {
        using var company = new TestCertificates();
        await using var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Url = "https://127.0.0.1:0",
                Certificate = company.Issue("127.0.0.1").Certificate,
            },
            Stop
        );
        var form = Form(gitHub, ca: null);
        form.PinnedCertificate = await FingerprintAsync(gitHub);
        var id = (await stage.RegisterAsync(form)).HostId!.Value;
        await stage.Portal.Doors.Get<ChangeHost>().PinAsync(id, null, Doors.Actor, Stop);
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id, Doors.Actor, Stop);
        Assert.Equal(Reason.TlsUntrusted, (await stage.HostAsync(id)).Reason);

        await stage
            .Portal.Doors.Get<TrustAuthority>()
            .RunAsync(id, company.AuthorityPem, Doors.Actor, Stop);
        await stage.Portal.Doors.Get<CheckHost>().RunAsync(id, Doors.Actor, Stop);

        Assert.Equal(ResourceState.Available, (await stage.HostAsync(id)).State);
    }

    [Fact]
    public async Task A_certificate_that_ends_within_thirty_days_is_warned_of()
    {
        using var company = new TestCertificates();
        var now = TimeProvider.System.GetUtcNow();
        await using var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Url = "https://127.0.0.1:0",
                Certificate = company
                    .Issue(now.AddDays(-1), now.AddDays(29), "127.0.0.1")
                    .Certificate,
            },
            Stop
        );

        var id = (await stage.RegisterAsync(Form(gitHub, company.AuthorityPem))).HostId!.Value;

        await using var db = await stage.Portal.Doors.OpenAsync();
        var tls = PreflightStep.Read(db.PreflightRuns.Single(run => run.HostId == id))[
            (int)PreflightCheck.Tls
        ];
        Assert.Equal(PreflightVerdict.Warning, tls.Verdict);
        Assert.Contains("28 days left", tls.Seen, StringComparison.Ordinal);
        Assert.Equal(ResourceState.Available, (await stage.HostAsync(id)).State);
    }

    [Fact]
    public async Task A_server_with_old_TLS_alone_is_told_so()
    {
        using var company = new TestCertificates();
        var issued = company.Issue("127.0.0.1");
        var port = PortalProcess.FreePort();
        using var server = Process.Start(
            new ProcessStartInfo(
                "openssl",
                [
                    "s_server",
                    "-tls1_1",
                    "-cipher",
                    "ALL:@SECLEVEL=0",
                    "-www",
                    "-accept",
                    $"127.0.0.1:{port}",
                    "-cert",
                    issued.CertificateFile,
                    "-key",
                    issued.KeyFile,
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            }
        )!;
        await Until.SeenAsync(
            () => Task.FromResult(RealProxy.Listens("127.0.0.1", port)),
            listens => listens
        );

        var seen = await stage.RefusedAsync(
            new HostForm
            {
                Url = $"https://127.0.0.1:{port}",
                NewNetwork = { CaCertificates = company.AuthorityPem },
            }
        );

        server.Kill();
        Assert.Equal((PreflightCheck.Tls, Reason.TlsUntrusted), (seen.Failure?.Check, seen.Reason));
        Assert.Contains("no TLS 1.2 or newer", seen.Detail, StringComparison.Ordinal);
    }

    private async Task<string> FingerprintAsync(SandboxServer gitHub)
    {
        var seen = await stage.RefusedAsync(Form(gitHub, ca: null));
        return CertificateFacts.Read(seen.Certificates!)[0].Fingerprint;
    }

    private async Task<SandboxServer> StartAsync(Presentation presentation)
    {
        var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions { Url = "https://127.0.0.1:0", Authority = _authority },
            Stop
        );
        gitHub.World.Presentation = presentation;
        return gitHub;
    }

    private static HostForm Form(SandboxServer gitHub, string? ca) =>
        new() { Url = gitHub.Url.AbsoluteUri, NewNetwork = { CaCertificates = ca } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
