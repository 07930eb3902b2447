using System.Security.Cryptography;
using Sandbox.Git;
using Sandbox.GraphQL;
using Sandbox.Search;

namespace Sandbox.Api;

/// <summary>Maps the API below <c>/api/v3</c> and writes what its endpoints answer.</summary>
internal static class ApiRoutes
{
    private const string NoUserAgent =
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.\n";

    /// <summary>Returns what it mapped, as "GET /repos/{owner}/{repo}".</summary>
    public static IReadOnlyList<string> MapApi(this WebApplication app, World world)
    {
        var api = new ApiMap(app, world);
        AppEndpoints.Map(api);
        InstallationEndpoints.Map(api);
        TokenEndpoints.Map(api);
        HookEndpoints.Map(api);
        UserEndpoints.Map(api);
        OAuthApplicationEndpoints.Map(api);
        RepositoryEndpoints.Map(api);
        CommitEndpoints.Map(api);
        PullEndpoints.Map(api);
        MergeEndpoints.Map(api);
        CompareEndpoints.Map(api);
        ContentEndpoints.Map(api);
        ContentWriteEndpoints.Map(api);
        GitObjectEndpoints.Map(api);
        GitCommitEndpoints.Map(api);
        RefEndpoints.Map(api);
        CommentEndpoints.Map(api);
        LabelEndpoints.Map(api);
        IssueLabelEndpoints.Map(api);
        StatusEndpoints.Map(api);
        CheckRunEndpoints.Map(api);
        ArchiveEndpoints.Map(api);
        SearchEndpoints.Map(api);
        GraphQLEndpoint.Map(api);
        ServerEndpoints.Map(api);
        if (world.Flavour.IsCloud())
        {
            LicensingEndpoints.Map(api);
        }
        else
        {
            AdministratorEndpoints.Map(api);
            ManageEndpoints.Map(api);
        }

        app.Map(
            "/api/{**rest}",
            context => WriteAsync(context, world, _ => throw ApiRefusal.NotFound)
        );
        return api.Operations;
    }

    public static async Task WriteAsync(
        HttpContext context,
        World world,
        Func<ApiCall, Task<ApiAnswer>> endpoint
    )
    {
        if (context.Request.Headers.UserAgent.Count == 0)
        {
            context.Response.StatusCode = 403;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(NoUserAgent);
            return;
        }

        ApiAnswer answer;
        try
        {
            ApiVersion.Check(context, world);
            RateLimits.Count(context, world);
            if (HttpMethods.IsGet(context.Request.Method))
            {
                GitProcess.EndsWith(context.RequestAborted);
            }

            answer = await endpoint(new ApiCall(context, world));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (ApiRefusal refusal)
        {
            answer = new ApiAnswer(refusal.Status, refusal.Body(world));
        }

        await WriteAsync(context, answer);
    }

    private static async Task WriteAsync(HttpContext context, ApiAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Link is not null)
        {
            context.Response.Headers.Link = answer.Link;
        }

        if (answer.Stream is not null)
        {
            await answer.Stream(context);
            return;
        }

        if (answer.Body is null)
        {
            return;
        }

        var bytes = Json.Bytes(answer.Body);
        if (answer.Status == 200 && HttpMethods.IsGet(context.Request.Method))
        {
            var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";
            context.Response.Headers.ETag = tag;
            context.Response.Headers.CacheControl = "private, max-age=60, s-maxage=60";
            if (
                context
                    .Request.Headers.IfNoneMatch.ToString()
                    .Contains(tag, StringComparison.Ordinal)
            )
            {
                context.Response.StatusCode = 304;
                return;
            }
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}

/// <summary>Where the endpoints are hung up; a path may have several verbs.</summary>
internal sealed class ApiMap(WebApplication app, World world)
{
    private readonly List<string> _operations = [];

    public IReadOnlyList<string> Operations => _operations;

    public void Get(string path, Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        Add("GET", path, endpoint);

    public void Get(string path, Func<ApiCall, ApiAnswer> endpoint) =>
        Add("GET", path, Later(endpoint));

    public void Post(string path, Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        Add("POST", path, endpoint);

    public void Post(string path, Func<ApiCall, ApiAnswer> endpoint) =>
        Add("POST", path, Later(endpoint));

    public void Put(string path, Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        Add("PUT", path, endpoint);

    public void Put(string path, Func<ApiCall, ApiAnswer> endpoint) =>
        Add("PUT", path, Later(endpoint));

    public void Patch(string path, Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        Add("PATCH", path, endpoint);

    public void Delete(string path, Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        Add("DELETE", path, endpoint);

    public void Delete(string path, Func<ApiCall, ApiAnswer> endpoint) =>
        Add("DELETE", path, Later(endpoint));

    /// <summary>An operation of the Manage API, which is not below <c>/api</c>.</summary>
    public void Manage(string path, Func<ApiCall, ApiAnswer> endpoint) =>
        AddAt("GET", "/manage/v1" + path, Later(endpoint));

    /// <summary>GraphQL's one address, which the description of the REST API does not know.</summary>
    public void GraphQL(Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        app.MapMethods(
            "/api/graphql",
            ["POST"],
            (RequestDelegate)(context => ApiRoutes.WriteAsync(context, world, endpoint))
        );

    private static Func<ApiCall, Task<ApiAnswer>> Later(Func<ApiCall, ApiAnswer> endpoint) =>
        call => Task.FromResult(endpoint(call));

    private void Add(string verb, string path, Func<ApiCall, Task<ApiAnswer>> endpoint) =>
        AddAt(verb, "/api/v3" + path, endpoint);

    private void AddAt(string verb, string path, Func<ApiCall, Task<ApiAnswer>> endpoint)
    {
        _operations.Add(ApiPath.Name(verb, path));
        app.MapMethods(
                path,
                [verb],
                (RequestDelegate)(context => ApiRoutes.WriteAsync(context, world, endpoint))
            )
            .WithMetadata(new ServedOperation());
    }
}
