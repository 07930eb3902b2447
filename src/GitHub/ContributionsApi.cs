using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;

namespace Portal.GitHub;

/// <summary>An account as an app's installation sees it.</summary>
/// <param name="NodeId">Stays when the account is renamed.</param>
/// <param name="Emails">Of its verified addresses those that it shows, and those under verified domains of the installation's organization.</param>
public sealed record KnownAccount(
    long Id,
    string NodeId,
    string Login,
    IReadOnlyList<string> Emails
);

/// <summary>How much an account contributed on each day of the year that ends now, as far as the installation may know.</summary>
/// <param name="Counts">A number for each day from the first, without a gap.</param>
public sealed record AccountCalendar(string Login, DateOnly FirstDay, IReadOnlyList<int> Counts);

/// <summary>
/// Accounts and their calendars of contributions, which only GitHub's GraphQL API tells.
/// https://docs.github.com/graphql/reference/objects#contributionscollection
/// </summary>
public sealed class ContributionsApi(InstallationApi api)
{
    /// <summary>So many accounts are asked for at once: GitHub works on a query for ten seconds at most.</summary>
    public const int MostAccounts = 10;

    /// <summary>The calendars of up to <see cref="MostAccounts"/> accounts, by node id; an account that GitHub does not find is not among them.</summary>
    /// <exception cref="GitHubException">GitHub refuses, or does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, AccountCalendar>> ReadAsync(
        Installation installation,
        IReadOnlyList<string> nodeIds,
        CancellationToken cancellationToken
    )
    {
        if (nodeIds.Count > MostAccounts)
        {
            throw new ArgumentException($"At most {MostAccounts} at once.", nameof(nodeIds));
        }

        var declared = string.Join(",", nodeIds.Select((_, index) => $"$i{index}:ID!"));
        var asked = string.Join(
            " ",
            nodeIds.Select((_, index) => $"a{index}:node(id:$i{index}){{...Calendar}}")
        );
        var answer = await AskAsync(
            installation,
            $"query({declared}){{{asked}}} fragment Calendar on User{{login contributionsCollection{{contributionCalendar{{weeks{{contributionDays{{date contributionCount}}}}}}}}}}",
            nodeIds.Select((id, index) => ($"i{index}", id)),
            mayFail: [],
            cancellationToken
        );
        return nodeIds
            .Select((id, index) => (Id: id, Account: answer.GetValueOrDefault($"a{index}")))
            .Where(found => found.Account?.Login is not null)
            .ToDictionary(found => found.Id, found => Calendar(installation, found.Account!));
    }

    /// <summary>The account of that login; null when GitHub knows no such person.</summary>
    /// <exception cref="GitHubException">GitHub refuses, or does not answer.</exception>
    public async Task<KnownAccount?> FindAsync(
        Installation installation,
        string login,
        CancellationToken cancellationToken
    )
    {
        // What an organization knows is asked for apart: who may not know it, gets the rest.
        const string profile = "profile:user(login:$login){id databaseId login email}";
        const string domains =
            "domains:user(login:$login){organizationVerifiedDomainEmails(login:$organization)}";
        var answer =
            installation.AccountType == "Organization"
                ? await AskAsync(
                    installation,
                    $"query($login:String!,$organization:String!){{{profile} {domains}}}",
                    [("login", login), ("organization", installation.Account)],
                    mayFail: ["domains"],
                    cancellationToken
                )
                : await AskAsync(
                    installation,
                    $"query($login:String!){{{profile}}}",
                    [("login", login)],
                    mayFail: [],
                    cancellationToken
                );
        return
            answer.GetValueOrDefault("profile")
                is { Id: { } id, DatabaseId: { } number, Login: { } name } account
            ? new KnownAccount(
                number,
                id,
                name,
                [
                    .. new[] { account.Email }
                        .Concat(
                            answer.GetValueOrDefault("domains")?.OrganizationVerifiedDomainEmails
                                ?? []
                        )
                        .Where(email => !string.IsNullOrWhiteSpace(email))
                        .Select(email => email!.Trim())
                        .Distinct(StringComparer.OrdinalIgnoreCase),
                ]
            )
            : null;
    }

    /// <summary>
    /// Where GraphQL is asked: beside the REST API on a server, below it on a cloud.
    /// https://docs.github.com/enterprise-server@latest/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint
    /// </summary>
    internal static string Url(string apiUrl) =>
        (apiUrl.EndsWith("/api/v3", StringComparison.Ordinal) ? apiUrl[..^2] : apiUrl + "/")
        + "graphql";

    /// <param name="mayFail">Parts of the answer without which the rest is of use.</param>
    private async Task<Dictionary<string, GraphQLAccount?>> AskAsync(
        Installation installation,
        string query,
        IEnumerable<(string Name, string Value)> variables,
        string[] mayFail,
        CancellationToken cancellationToken
    )
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new GraphQLQuestion(query, variables.ToDictionary(one => one.Name, one => one.Value)),
            GraphQLJson.Default.GraphQLQuestion
        );
        var answer = await api.SendAsync(
            installation,
            HttpMethod.Post,
            Url(installation.App.Host.ApiUrl),
            body,
            cancellationToken
        );
        var read = answer.Read(GraphQLJson.Default.GraphQLAnswer);
        // A refusal comes with the status of a success.
        if (read.Errors?.FirstOrDefault(error => !MayPass(error, mayFail)) is { } wrong)
        {
            throw new GitHubException(
                wrong.Type switch
                {
                    "RATE_LIMITED" => GitHubFailure.RateLimited,
                    "FORBIDDEN" => GitHubFailure.Forbidden,
                    _ => GitHubFailure.Unexpected,
                },
                $"{installation.App.Host.Name} says: {GitHubAnswer.Shorten(wrong.Message ?? "an error without a reason")}"
            );
        }

        return read.Data
            ?? throw new GitHubException(
                GitHubFailure.Unexpected,
                $"{installation.App.Host.Name} answered a question about contributions with nothing."
            );
    }

    private static bool MayPass(GraphQLError error, string[] mayFail) =>
        error.Type == "NOT_FOUND"
        || (
            error.Path is [{ ValueKind: JsonValueKind.String } part, ..]
            && mayFail.Contains(part.GetString())
        );

    private static AccountCalendar Calendar(Installation installation, GraphQLAccount account)
    {
        var days = account
            .ContributionsCollection?.ContributionCalendar.Weeks.SelectMany(week =>
                week.ContributionDays
            )
            .Select(day => (Date: Date(installation, day.Date), day.ContributionCount))
            .OrderBy(day => day.Date)
            .ToList();
        if (days is not { Count: > 0 and <= 400 })
        {
            throw Odd(installation);
        }

        var first = days[0].Date;
        var length = days[^1].Date.DayNumber - first.DayNumber + 1;
        if (length > 400)
        {
            throw Odd(installation);
        }

        var counts = new int[length];
        foreach (var (date, count) in days)
        {
            counts[date.DayNumber - first.DayNumber] = Math.Max(0, count);
        }

        return new AccountCalendar(account.Login!, first, counts);
    }

    private static DateOnly Date(Installation installation, string text) =>
        DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date
            : throw Odd(installation);

    private static GitHubException Odd(Installation installation) =>
        new(
            GitHubFailure.Unexpected,
            $"{installation.App.Host.Name} sent a calendar of contributions that is not one of a year."
        );
}

internal sealed record GraphQLQuestion(string Query, Dictionary<string, string> Variables);

internal sealed record GraphQLAnswer(
    Dictionary<string, GraphQLAccount?>? Data = null,
    IReadOnlyList<GraphQLError>? Errors = null
);

internal sealed record GraphQLError(
    string? Type = null,
    string? Message = null,
    IReadOnlyList<JsonElement>? Path = null
);

internal sealed record GraphQLAccount(
    string? Id = null,
    long? DatabaseId = null,
    string? Login = null,
    string? Email = null,
    IReadOnlyList<string>? OrganizationVerifiedDomainEmails = null,
    GraphQLContributions? ContributionsCollection = null
);

internal sealed record GraphQLContributions(GraphQLCalendar ContributionCalendar);

internal sealed record GraphQLCalendar(IReadOnlyList<GraphQLWeek> Weeks);

internal sealed record GraphQLWeek(IReadOnlyList<GraphQLDay> ContributionDays);

internal sealed record GraphQLDay(string Date, int ContributionCount);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(GraphQLQuestion))]
[JsonSerializable(typeof(GraphQLAnswer))]
internal sealed partial class GraphQLJson : JsonSerializerContext;
