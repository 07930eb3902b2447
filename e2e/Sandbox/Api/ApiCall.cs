using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>One request to the API: its parts, and who makes it. Asking for a caller that it is not is a refusal.</summary>
internal sealed class ApiCall(HttpContext http, World world)
{
    private JsonObject? _body;

    public HttpContext Http => http;
    public World World => world;

    public string Route(string name) =>
        (http.Request.RouteValues[name] as string ?? "").Replace(
            "%2F",
            "/",
            StringComparison.OrdinalIgnoreCase
        );

    public long Id(string name) =>
        long.TryParse(Route(name), System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? id
            : throw ApiRefusal.NotFound;

    public string? Query(string name) =>
        http.Request.Query.TryGetValue(name, out var value) && value.Count > 0 ? value[^1] : null;

    /// <summary>The JSON body; an empty one counts as an empty object.</summary>
    public async Task<JsonObject> BodyAsync()
    {
        if (_body is not null)
        {
            return _body;
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        try
        {
            return _body =
                text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? throw NotJson();
        }
        catch (JsonException)
        {
            throw NotJson();
        }
    }

    /// <summary>The app whose JSON web token this is.</summary>
    public App App()
    {
        var (scheme, value) = Credentials();
        return scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? AppJwt.Check(world, value)
            : throw new ApiRefusal(401, "A JSON web token could not be decoded");
    }

    public InstallationToken Installation()
    {
        var (scheme, value) = Credentials();
        if (scheme.Length == 0)
        {
            throw new ApiRefusal(401, "Requires authentication");
        }

        if (!IsToken(value))
        {
            throw new ApiRefusal(
                403,
                "You must authenticate with an installation access token in order to list repositories for an installation."
            );
        }

        return FindInstallationToken(value);
    }

    public UserToken User()
    {
        var (scheme, value) = Credentials();
        if (scheme.Length == 0)
        {
            throw new ApiRefusal(401, "Requires authentication");
        }

        if (value.StartsWith("ghs_", StringComparison.Ordinal))
        {
            FindInstallationToken(value);
            throw ApiRefusal.NotAccessible;
        }

        return world.FindUserToken(value) ?? throw ApiRefusal.BadCredentials;
    }

    /// <summary>
    /// The person of a token that has this scope. Only personal tokens have scopes: an app's is refused, and a person without
    /// the scope is null.
    /// </summary>
    public Account? Scoped(string scope)
    {
        var (scheme, value) = Credentials();
        if (scheme.Length == 0)
        {
            throw new ApiRefusal(401, "Requires authentication");
        }

        if (world.FindPersonalToken(value) is { } token)
        {
            return token.May(scope) ? token.User : null;
        }

        throw value.StartsWith("ghp_", StringComparison.Ordinal)
            ? ApiRefusal.BadCredentials
            : ApiRefusal.NotAccessible;
    }

    /// <summary>The repository of the address, if the caller may do this there. What may not be seen is not found.</summary>
    public (Repository Repository, JsonObject May, Account? By) Repository(
        string permission,
        string level
    ) => RepositoryAccess.Check(this, FindRepository(), [permission], level);

    /// <summary>
    /// The pull request of the address as the issue that it also is: either permission is enough.
    /// https://docs.github.com/enterprise-server@3.19/rest/issues/issues
    /// </summary>
    public (PullRequest Pull, Account? By) Issue(string level)
    {
        var (repository, by) = Issues(level);
        return repository.Pulls.TryGetValue((int)Math.Min(int.MaxValue, Id("number")), out var pull)
            ? (pull, by)
            : throw ApiRefusal.NotFound;
    }

    public (Repository Repository, Account? By) Issues(string level)
    {
        var (repository, _, by) = RepositoryAccess.Check(
            this,
            FindRepository(),
            ["issues", "pull_requests"],
            level
        );
        return (repository, by);
    }

    /// <summary>The installation whose token this is, or null where a person calls.</summary>
    public Installation? ActingInstallation() =>
        world.FindInstallationToken(Credentials().Value)?.Installation;

    /// <summary>The app whose token this is, be it an installation's or a person's.</summary>
    public App? ActingApp() =>
        ActingInstallation()?.App ?? world.FindUserToken(Credentials().Value)?.App;

    public (string Scheme, string Value) Credentials()
    {
        var header = http.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? ("", "") : (header[..space], header[(space + 1)..].Trim());
    }

    public InstallationToken FindInstallationToken(string value)
    {
        var token = world.FindInstallationToken(value) ?? throw ApiRefusal.BadCredentials;
        if (token.Installation.SuspendedAt is not null)
        {
            throw ApiRefusal.Suspended;
        }

        // https://docs.github.com/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization
        return world.IpAllowList
            ? throw new ApiRefusal(
                403,
                $"Although you appear to have the correct authorization credentials, the `{token.Installation.Account.Login}` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."
            )
            : token;
    }

    private static ApiRefusal NotJson() => new(400, "Problems parsing JSON");

    private static bool IsToken(string value) => value.StartsWith("gh", StringComparison.Ordinal);

    private Repository? FindRepository() =>
        http.Request.RouteValues.ContainsKey("owner")
            ? world.FindRepository(Route("owner"), Route("repo"))
            : world.Repositories.GetValueOrDefault(Id("repository_id"));
}
