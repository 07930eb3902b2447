using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect;

/// <summary>The record of a link: what GitHub keeps of one when GitHub Connect is enabled, item by item. Null is what is not known.</summary>
/// <param name="HostName">The server's address.</param>
/// <param name="TlsConfigured">Whether the server is reached over TLS.</param>
/// <param name="Account">The account on the cloud, and what kind it is.</param>
/// <param name="Token">The app's token in use; null while none is.</param>
/// <param name="SeatsBought">Null, too, where they are not limited.</param>
/// <param name="DormantPeople">As the server's own report counts them; after how many days somebody is dormant, the server tells nobody.</param>
public sealed record LinkRecord(
    string HostName,
    string? ServerVersion,
    bool TlsConfigured,
    string Cloud,
    string Account,
    string AccountKind,
    string? CustomerName,
    string? LicenseHash,
    string? LicensePublicKey,
    string? LicenseSource,
    DateTimeOffset? LicenseReadAt,
    DateTimeOffset? LicenseExpiresAt,
    int? SeatsBought,
    int? SeatsUsed,
    int? DormantPeople,
    DateTimeOffset? DormantReadAt,
    string? DormantProblem,
    string? CloudLicenseSync,
    LinkRecord.TokenInUse? Token,
    IReadOnlyList<LinkRecord.Feature> Features,
    DateTimeOffset? EnabledAt,
    string? EnabledBy,
    LinkRecord.AcceptedTerms? Terms,
    DateTimeOffset? RefreshedAt,
    string? RefreshProblem
)
{
    /// <param name="Fingerprint">Stands in for the token.</param>
    public sealed record TokenInUse(string Fingerprint, DateTimeOffset ExpiresAt);

    public sealed record Feature(string Name, DateTimeOffset EnabledAt, string EnabledBy);

    public sealed record AcceptedTerms(string Text, string By, DateTimeOffset At);
}

/// <summary>Puts the record of a link together, for its page and as a file.</summary>
public sealed class ReadRecord(IDbContextFactory<PortalDb> dbs, InstallationTokens tokens)
{
    /// <summary>Null when there is no such link, or no account is chosen for it yet.</summary>
    public async Task<LinkRecord?> RunAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .Include(row => row.Features)
            .Include(row => row.Connection!.App)
            .Include(row => row.Connection!.Installation)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
        if (link?.Connection is not { } connection)
        {
            return null;
        }

        return new LinkRecord(
            link.Server.WebUrl,
            link.Server.Version,
            link.Server.WebUrl.StartsWith("https://", StringComparison.Ordinal),
            link.CloudWebUrl,
            LinkWords.Account(connection),
            connection.App.OwnerKind == OwnerKind.Enterprise ? "enterprise" : "organization",
            link.CustomerName,
            link.LicenseHash,
            link.LicensePublicKey,
            link.LicenseSource,
            link.LicenseReadAt,
            link.LicenseExpiresAt,
            link.LicenseSeats,
            link.SeatsUsed,
            link.DormantPeople,
            link.DormantReadAt,
            link.DormantProblem,
            link.CloudSync,
            connection.InstallationId is { } installation
            && tokens.InUse(installation) is var (fingerprint, end)
                ? new LinkRecord.TokenInUse(fingerprint, end)
                : null,
            [
                .. link
                    .Features.OrderBy(feature => feature.Kind)
                    .Select(feature => new LinkRecord.Feature(
                        LinkWords.Of(feature.Kind),
                        feature.EnabledAt,
                        feature.EnabledBy
                    )),
            ],
            link.EnabledAt,
            link.EnabledBy,
            link.TermsAcceptedAt is { } at
                ? new LinkRecord.AcceptedTerms(link.TermsText!, link.TermsAcceptedBy!, at)
                : null,
            link.RefreshedAt,
            link.RefreshProblem
        );
    }

    internal static async Task<IResult> DownloadAsync(
        HttpContext context,
        Guid id,
        ReadRecord read,
        IDbContextFactory<PortalDb> dbs,
        AuditLog audit
    )
    {
        if (await read.RunAsync(id, context.RequestAborted) is not { } record)
        {
            return Results.NotFound();
        }

        await audit.WriteAsync(
            Actor.Of(context.User),
            "exported the record of GitHub Connect of",
            record.HostName,
            context.RequestAborted
        );
        return Results.File(
            JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.LinkRecord),
            "application/json",
            $"github-connect-{new Uri(record.HostName).Host}.json"
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true
)]
[JsonSerializable(typeof(LinkRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
