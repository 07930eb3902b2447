using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Portal.GitHubConnect;
using Portal.Hosts;
using Portal.Notifications;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Access;

/// <summary>What every page has in common, found by its route, also one that is added tomorrow.</summary>
public sealed partial class PagesTests(PagesTests.Visited visited)
    : IClassFixture<PagesTests.Visited>
{
    [Fact]
    public async Task No_page_holds_a_script_of_its_own()
    {
        Assert.True(Routes().Count > 15);
        foreach (var route in Routes())
        {
            var page = await visited.Trip.Browser.GetAsync(visited.Fill(route));

            Assert.True(
                page.Status is HttpStatusCode.OK || route is "/not-found",
                $"{route} answered {(int)page.Status}."
            );
            foreach (var script in page.Document.QuerySelectorAll("script"))
            {
                Assert.True(
                    script.HasAttribute("src") && string.IsNullOrWhiteSpace(script.TextContent),
                    $"{route} holds {script.OuterHtml}"
                );
            }

            var handlers = page
                .Document.All.SelectMany(element => element.Attributes)
                .Where(attribute =>
                    attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
                    || attribute
                        .Value.TrimStart()
                        .StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
                )
                .Select(attribute => $"{route}: {attribute.Name}=\"{attribute.Value}\"");
            Assert.Empty(handlers);
        }
    }

    [Fact]
    public async Task Every_answer_carries_the_strict_headers()
    {
        var paths = Routes()
            .Select(visited.Fill)
            .Concat([
                "no-such-page",
                "no/such/file.css",
                "health/live",
                "health/ready",
                "callbacks/installed",
                $"endings/{Guid.Empty}/receipt.txt",
            ]);
        foreach (var path in paths)
        {
            var answer = await visited.Trip.Browser.GetAsync(path);

            AssertStrict(answer.Response, path);
        }

        foreach (var file in new[] { "portal.css", "favicon.svg", "_framework/blazor.web.js" })
        {
            // Its headers alone: the files themselves are there once the portal is published.
            using var request = new HttpRequestMessage(HttpMethod.Head, file);
            using var answer = await visited.Trip.Browser.Http.SendAsync(request, Stop);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            AssertStrict(answer, file);
        }
    }

    [Fact]
    public async Task Refusals_carry_them_too()
    {
        using var client = new HttpClient(LocalHttp.Handler())
        {
            BaseAddress = visited.Trip.Portal.Url,
        };

        using var stranger = await client.GetAsync(new Uri("hosts", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.Found, stranger.StatusCode);
        AssertStrict(stranger, "hosts");
        using var delivery = await client.PostAsync(
            new Uri("webhooks/0123", UriKind.Relative),
            new StringContent("{}"),
            Stop
        );
        Assert.Equal(HttpStatusCode.NotFound, delivery.StatusCode);
        AssertStrict(delivery, "webhooks/0123");
        using var method = await client.GetAsync(new Uri("webhooks/0123", UriKind.Relative), Stop);
        AssertStrict(method, "GET webhooks/0123");
    }

    [Fact]
    public async Task Only_the_page_that_leaves_for_the_server_may_post_elsewhere()
    {
        await visited.Trip.ProposeAsync("acme", "Portal leaves");

        var leave = await visited.Trip.Browser.GetAsync(
            $"connections/{visited.Trip.ConnectionId}/leave"
        );
        var other = await visited.Trip.Browser.GetAsync("connections");

        Assert.EndsWith(
            "form-action https: http:",
            Policy(leave.Response),
            StringComparison.Ordinal
        );
        Assert.EndsWith("form-action 'self'", Policy(other.Response), StringComparison.Ordinal);
        Assert.True(leave.Response.Headers.CacheControl!.NoStore);
    }

    private static void AssertStrict(HttpResponseMessage answer, string path)
    {
        var policy = Policy(answer);
        Assert.True(
            policy.Contains("default-src 'self'; script-src 'self';", StringComparison.Ordinal)
                && policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
                && policy.Contains("object-src 'none'", StringComparison.Ordinal)
                && policy.Contains("base-uri 'self'", StringComparison.Ordinal),
            $"{path} ({(int)answer.StatusCode}) has the policy \"{policy}\"."
        );
        foreach (
            var (name, value) in new[]
            {
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
            }
        )
        {
            Assert.True(
                answer.Headers.TryGetValues(name, out var values) && values.Single() == value,
                $"{path} ({(int)answer.StatusCode}) lacks {name}."
            );
        }

        Assert.False(answer.Headers.Contains("Server"));
    }

    /// <summary>The portal's own policy; the framework adds a second one, which can only forbid more.</summary>
    private static string Policy(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Content-Security-Policy", out var values)
            ? values.First()
            : "";

    private static List<string> Routes() =>
        [
            .. typeof(Program)
                .Assembly.GetTypes()
                .SelectMany(type =>
                    type.GetCustomAttributes(typeof(RouteAttribute), inherit: false)
                        .Cast<RouteAttribute>()
                )
                .Select(route => route.Template)
                .Order(StringComparer.Ordinal),
        ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A portal in which every page has something to show.</summary>
    public sealed partial class Visited : IAsyncLifetime
    {
        private Guid _connection;
        private Guid _app;
        private Guid _network;
        private Guid _channel;
        private Guid _ending;
        private Guid _link;
        private long _delivery;

        public Trip Trip { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Trip = await Trip.BeginAsync();
            _ending = await Trip.DisconnectAsync();
            await Trip.FinishedAsync(_ending);
            await Trip.ProposeAsync("globex", "Portal globex");
            await Trip.ConnectAsync("globex");
            _connection = Trip.ConnectionId;
            _app = (await Trip.ConnectionAsync()).AppId;
            var ping = new Signed("ping", """{"zen":"Every page has something to show."}""");
            await ping.PostAsync(Trip);
            _delivery = (await ping.HandledAsync(Trip)).Id;
            _link = (
                await Trip
                    .Doors.Get<BeginLink>()
                    .RunAsync(
                        new LinkForm { ServerId = Trip.HostId },
                        Doors.Actor,
                        TestContext.Current.CancellationToken
                    )
            )
                .LinkId!
                .Value;
            _network = (
                await Trip
                    .Doors.Get<SaveNetwork>()
                    .RunAsync(
                        null,
                        new NetworkForm { Name = "Company" },
                        Doors.Actor,
                        TestContext.Current.CancellationToken
                    )
            )
                .Id!
                .Value;
            _channel = (
                await Trip
                    .Doors.Get<SaveChannel>()
                    .RunAsync(
                        null,
                        new ChannelForm
                        {
                            Name = "on-call",
                            Address = new SecretText("https://chat.example.com/hooks/1"),
                        },
                        Doors.Actor,
                        TestContext.Current.CancellationToken
                    )
            )
                .Id!
                .Value;
        }

        public string Fill(string route) =>
            Parameter()
                .Replace(
                    route,
                    match =>
                        match.Groups["name"].Value.ToLower(CultureInfo.InvariantCulture) switch
                        {
                            "hostid" => Trip.HostId.ToString(),
                            "connectionid" => _connection.ToString(),
                            "id" when route.StartsWith("/hosts", StringComparison.Ordinal) =>
                                Trip.HostId.ToString(),
                            "id" when route.StartsWith("/apps", StringComparison.Ordinal) =>
                                _app.ToString(),
                            "id" when route.StartsWith("/deliveries", StringComparison.Ordinal) =>
                                _delivery.ToString(CultureInfo.InvariantCulture),
                            "id" when route.StartsWith("/networks", StringComparison.Ordinal) =>
                                _network.ToString(),
                            "id" when route.StartsWith("/settings", StringComparison.Ordinal) =>
                                _channel.ToString(),
                            "id" when route.StartsWith("/connections", StringComparison.Ordinal) =>
                                _connection.ToString(),
                            "id" when route.StartsWith("/endings", StringComparison.Ordinal) =>
                                _ending.ToString(),
                            "id"
                                when route.StartsWith(
                                    "/github-connect",
                                    StringComparison.Ordinal
                                ) => _link.ToString(),
                            // The link is just begun, and nobody's accounts are linked.
                            "person" => Guid.Empty.ToString(),
                            "verdict" => "used",
                            // One that nobody gave out: its page says so.
                            "token" => new string('0', 64),
                            var name => throw new InvalidOperationException(
                                $"Say here what {name} of {route} is, so that the page is met with something to show."
                            ),
                        }
                )
            // Without a key of its own it leads to itself with one.
            + (route == "/hosts/{HostId:guid}/enter-app" ? $"?key={new string('0', 32)}" : "");

        public ValueTask DisposeAsync() => Trip.DisposeAsync();

        [GeneratedRegex("\\{(?<name>\\w+)[^}]*\\}", RegexOptions.NonBacktracking)]
        private static partial Regex Parameter();
    }
}
