using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Tests.Access;

/// <summary>Every endpoint that the portal maps, also one that is added tomorrow: who does not sign in gets nothing.</summary>
public sealed class EndpointsTests : IDisposable
{
    // Everybody may ask for these; what each gives to whom has tests of its own.
    private static readonly string[] s_public =
    [
        "/callbacks/app-created",
        "/callbacks/authorized",
        "/callbacks/installed",
        "/error",
        "/hand-over/{Token}",
        "/health/live",
        "/health/ready",
        "/setup",
        "/sign-in",
        "/webhooks/{key}",
    ];

    private readonly string _data = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly WebApplicationFactory<Program> _factory;

    public EndpointsTests() =>
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseSetting("Portal:Data", _data);
            web.UseSetting("Portal:PublicUrl", "http://localhost");
            web.UseSetting("PORTAL_ADMIN_EMAIL", "admin@example.com");
            web.UseSetting("PORTAL_ADMIN_PASSWORD", "correct horse battery staple 1");
        });

    [Fact]
    public void Only_these_endpoints_are_open_to_everybody()
    {
        var open = Endpoints()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(endpoint => !IsAsset(endpoint))
            .Select(Path)
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(s_public, open);
    }

    [Fact]
    public async Task Every_other_endpoint_sends_the_anonymous_to_the_sign_in_page()
    {
        using var client = _factory.CreateClient(
            new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }
        );
        var closed = Endpoints()
            .Where(endpoint => !IsAsset(endpoint) && !s_public.Contains(Path(endpoint)))
            .ToList();
        Assert.Contains(closed, endpoint => Path(endpoint) == "/hosts/{Id:guid}");
        Assert.Contains(closed, endpoint => Path(endpoint) == "/endings/{id:guid}/receipt.txt");
        Assert.Contains(closed, endpoint => Path(endpoint) == "/sign-out");

        foreach (var endpoint in closed)
        {
            foreach (var method in MethodsOf(endpoint))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Fill(endpoint));
                using var answer = await client.SendAsync(
                    request,
                    TestContext.Current.CancellationToken
                );

                Assert.True(
                    answer.StatusCode == HttpStatusCode.Found
                        && answer.Headers.Location!.OriginalString.Contains(
                            "/sign-in?returnUrl=",
                            StringComparison.Ordinal
                        ),
                    $"{method} {Path(endpoint)} answered {(int)answer.StatusCode} {answer.Headers.Location} to a stranger."
                );
            }
        }
    }

    [Fact]
    public async Task An_address_that_does_not_exist_tells_a_stranger_nothing()
    {
        using var client = _factory.CreateClient(
            new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }
        );

        using var answer = await client.GetAsync(
            new Uri("no-such-page", UriKind.Relative),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    public void Dispose()
    {
        _factory.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private List<RouteEndpoint> Endpoints() =>
        [
            .. _factory
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>(),
        ];

    /// <summary>A file of wwwroot or of a package, or the framework's own script.</summary>
    private static bool IsAsset(RouteEndpoint endpoint) =>
        endpoint.Metadata.Any(item =>
            item.GetType().Name is "StaticAssetDescriptor" or "StaticAssetEndpointMetadata"
        );

    private static string Path(RouteEndpoint endpoint) =>
        "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods
            : ["GET", "POST"];

    private static string Fill(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal =>
                                literal.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart dot =>
                                dot.Content,
                            _ => Guid.Empty.ToString(),
                        }
                    )
                )
            )
        );
}
