using System.Text.Json.Serialization;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>The parts of a server's licence that the record of a link keeps.</summary>
/// <param name="Customer">The name of the customer.</param>
/// <param name="Seats">Null when they are not limited.</param>
/// <param name="IncludesConnect">Whether the licence includes GitHub Connect; null when it does not say.</param>
/// <param name="Hash">SHA-256, in hexadecimal, of what the licence was read from.</param>
public sealed record LicenseFacts(
    string? Customer,
    int? Seats,
    DateTimeOffset? ExpiresAt,
    bool? IncludesConnect,
    string? PublicKey,
    string Hash
);

/// <summary>
/// The Manage API of a server, which listens at a port of its own (8443, or 8080 without TLS) and takes a password.
/// https://docs.github.com/enterprise-server@latest/rest/enterprise-admin/manage-ghes
/// </summary>
public sealed class ManageApi(GitHubTransport transport)
{
    /// <summary>Reads the licence. What else the settings hold, secrets among it, is neither kept nor passed on.</summary>
    /// <param name="address">Where it listens, for example https://ghes.example.com:8443.</param>
    /// <param name="user">"api_key" for the root site administrator's password, or a Management Console user.</param>
    /// <exception cref="GitHubException">No answer, or a refusal.</exception>
    public async Task<LicenseFacts> ReadLicenseAsync(
        GitHubEndpoint server,
        string address,
        string user,
        SecretText password,
        CancellationToken cancellationToken
    )
    {
        // As the server itself is reached, and with the certificate that it may show.
        var endpoint = server with
        {
            ApiUrl = $"{address.TrimEnd('/')}/manage/v1",
        };
        var answer = await GetAsync(endpoint, "/config/license", user, password, cancellationToken);
        var license = answer.Read(ManageJson.Default.License);
        var settings = (
            await GetAsync(endpoint, "/config/settings", user, password, cancellationToken)
        ).Read(ManageJson.Default.Settings);
        return new LicenseFacts(
            license.Company ?? settings.Customer?.Name,
            license.UnlimitedSeating == true ? null : license.Seats,
            license.ExpireAt,
            license.CroquetSupport,
            settings.Customer?.PublicKeyData,
            answer.Sha256()
        );
    }

    private async Task<GitHubAnswer> GetAsync(
        GitHubEndpoint endpoint,
        string path,
        string user,
        SecretText password,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.ApiUrl + path);
        password.Authorize(request, user);
        var answer = await transport.SendAsync(endpoint, request, cancellationToken);
        return (int)answer.Status == 401
            ? throw new GitHubException(
                GitHubFailure.Rejected,
                "The Manage API refuses the user or the password."
            )
            : answer;
    }

    internal sealed record License(
        [property: JsonPropertyName("company")] string? Company = null,
        [property: JsonPropertyName("seats")] int? Seats = null,
        [property: JsonPropertyName("unlimitedSeating")] bool? UnlimitedSeating = null,
        [property: JsonPropertyName("croquetSupport")] bool? CroquetSupport = null,
        [property: JsonPropertyName("expireAt")] DateTimeOffset? ExpireAt = null
    );

    internal sealed record Settings(
        [property: JsonPropertyName("customer")] Customer? Customer = null
    );

    internal sealed record Customer(
        [property: JsonPropertyName("name")] string? Name = null,
        [property: JsonPropertyName("public_key_data")] string? PublicKeyData = null
    );
}

// The Manage API writes some names in camel case and others with underscores.
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(ManageApi.License))]
[JsonSerializable(typeof(ManageApi.Settings))]
internal sealed partial class ManageJson : JsonSerializerContext;
