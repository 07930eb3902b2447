using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>What is known of a link's credentials beside the app's.</summary>
internal static class LinkCredentials
{
    /// <summary>The row of this kind, made where there is none.</summary>
    public static LinkCredential Put(Link link, LinkCredentialKind kind)
    {
        if (link.Credentials.Find(known => known.Kind == kind) is { } row)
        {
            return row;
        }

        row = new LinkCredential
        {
            LinkId = link.Id,
            Kind = kind,
            Owner = "",
            Scopes = "",
            StoredAt = default,
            StoredBy = "",
        };
        link.Credentials.Add(row);
        return row;
    }

    /// <summary>The credential, when there is one and nothing is known against it.</summary>
    public static LinkCredential? Working(Link link, LinkCredentialKind kind, DateTimeOffset now) =>
        link.Credentials.Find(row =>
            row.Kind == kind && row.Problem is null && !(row.ExpiresAt <= now)
        );
}
