using System.Text.Json.Nodes;

namespace Sandbox.Hooks;

/// <summary>An event for one app, ready to be sent.</summary>
public sealed record HookMessage(
    App App,
    string Event,
    JsonObject Body,
    long? InstallationId = null,
    long? RepositoryId = null
)
{
    public string? EventGuid { get; init; }

    /// <summary>Made up by a test: nothing says that it looks like GitHub's.</summary>
    public bool IsForged { get; init; }

    public Signing Signing { get; init; } = Signing.Good;

    public string? Action => Body["action"]?.GetValue<string>();
}

/// <summary>Something that happened in a repository, before it is known who is told.</summary>
internal sealed record RepositoryEvent(Repository Repository, string Event, JsonObject Body)
{
    /// <summary>All hooks that get the event get it under the same GUID.</summary>
    private readonly string _guid = Guid.NewGuid().ToString();

    public HookMessage For(Installation installation)
    {
        var body = (JsonObject)Body.DeepClone();
        body["installation"] = new JsonObject
        {
            ["id"] = installation.Id,
            ["node_id"] = Api.Json.NodeId("023:IntegrationInstallation", installation.Id),
        };
        return new HookMessage(installation.App, Event, body, installation.Id, Repository.Id)
        {
            EventGuid = _guid,
        };
    }
}
