using System.Text.Json;
using Portal.Apps;
using Portal.Data;

namespace Portal.Tests.Apps;

/// <summary>What the portal tells GitHub of the app that it proposes.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData("https://portal.example.com", "https://portal.example.com/")]
    [InlineData("https://portal.example.com/", "https://portal.example.com/")]
    [InlineData("https://example.com/tools/portal", "https://example.com/tools/portal/")]
    public void Every_address_is_below_the_public_one(string publicUrl, string expected)
    {
        var manifest = Manifest(new PortalOptions { PublicUrl = publicUrl });

        Assert.Equal(expected, Text(manifest, "url"));
        Assert.Equal($"{expected}callbacks/app-created", Text(manifest, "redirect_url"));
        Assert.Equal($"{expected}callbacks/installed", Text(manifest, "setup_url"));
        Assert.Equal(
            [$"{expected}callbacks/authorized"],
            manifest.GetProperty("callback_urls").EnumerateArray().Select(url => url.GetString())
        );
        Assert.Equal(
            $"{expected}webhooks/0123",
            Text(manifest.GetProperty("hook_attributes"), "url")
        );
        Assert.True(manifest.GetProperty("hook_attributes").GetProperty("active").GetBoolean());
    }

    [Theory]
    [InlineData("https://hooks.example.com")]
    [InlineData("https://hooks.example.com/")]
    public void Webhooks_go_to_an_address_of_their_own_where_there_is_one(string webhookUrl)
    {
        var manifest = Manifest(
            new PortalOptions { PublicUrl = "https://portal.example.com", WebhookUrl = webhookUrl }
        );

        Assert.Equal(
            "https://hooks.example.com/webhooks/0123",
            Text(manifest.GetProperty("hook_attributes"), "url")
        );
        Assert.Equal("https://portal.example.com/", Text(manifest, "url"));
    }

    [Fact]
    public void It_asks_to_read_and_for_nothing_else_until_somebody_wants_more()
    {
        var manifest = Manifest(new PortalOptions { PublicUrl = "https://portal.example.com" });

        Assert.Equal("Portal acme", Text(manifest, "name"));
        Assert.False(manifest.GetProperty("public").GetBoolean());
        Assert.True(manifest.GetProperty("setup_on_update").GetBoolean());
        Assert.Equal(
            ["contents: read", "metadata: read", "pull_requests: read", "statuses: read"],
            Permissions(manifest)
        );
        Assert.Equal(
            ["create", "delete", "pull_request", "push"],
            manifest
                .GetProperty("default_events")
                .EnumerateArray()
                .Select(name => name.GetString())
                .Order(StringComparer.Ordinal)
        );
        // With it GitHub would not send people to the setup URL.
        Assert.False(manifest.TryGetProperty("request_oauth_on_install", out _));
    }

    [Theory]
    [InlineData(AppAbility.Commits, "contents")]
    [InlineData(AppAbility.Statuses, "statuses")]
    [InlineData(AppAbility.PullRequests, "pull_requests")]
    public void Each_ability_asks_to_write_the_one_thing_that_it_needs(
        AppAbility ability,
        string permission
    )
    {
        var manifest = Manifest(
            new PortalOptions { PublicUrl = "https://portal.example.com" },
            ability
        );

        Assert.Equal(
            [$"{permission}: write"],
            Permissions(manifest).Where(asked => asked.EndsWith("write", StringComparison.Ordinal))
        );
        Assert.Equal(4, Permissions(manifest).Count());
    }

    [Fact]
    public void The_server_finds_nothing_wrong_with_it()
    {
        var (read, problems) = Sandbox.Manifest.Parse(
            Manifest(new PortalOptions { PublicUrl = "https://portal.example.com" }).GetRawText()
        );

        Assert.Empty(problems);
        Assert.Empty(read.Problems(refuseLocalWebhooks: true));
    }

    private static IEnumerable<string> Permissions(JsonElement manifest) =>
        manifest
            .GetProperty("default_permissions")
            .EnumerateObject()
            .Select(permission => $"{permission.Name}: {permission.Value.GetString()}")
            .Order(StringComparer.Ordinal);

    private static JsonElement Manifest(
        PortalOptions portal,
        params IEnumerable<AppAbility> abilities
    ) =>
        JsonSerializer.Deserialize<JsonElement>(
            AppManifest
                .For(
                    new App
                    {
                        Id = Guid.NewGuid(),
                        HostId = Guid.NewGuid(),
                        Key = "0123",
                        OwnerKind = OwnerKind.Organization,
                        OwnerSlug = "acme",
                        ProposedName = "Portal acme",
                        Creation = AppCreation.Proposed,
                        CreationChangedAt = default,
                        Abilities = AppAbilities.Write(abilities),
                    },
                    portal
                )
                .ToJson()
        );

    private static string? Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString();
}
