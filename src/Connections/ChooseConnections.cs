using Portal.Data;

namespace Portal.Connections;

/// <summary>The connections that somebody looks for.</summary>
internal static class ChooseConnections
{
    /// <param name="words">A part of the name; null or blank for any.</param>
    /// <param name="needy">Only those that need somebody.</param>
    public static IQueryable<Connection> Of(PortalDb db, string? words, Guid? host, bool needy)
    {
        var rows = string.IsNullOrWhiteSpace(words) ? db.Connections : db.ConnectionsNamed(words);
        if (host is not null)
        {
            rows = rows.Where(row => row.HostId == host);
        }

        return needy ? rows.Where(row => row.NeedsAttention) : rows;
    }
}
