using Npgsql;

namespace Portal.Data;

/// <summary>What Portal:Database says of a PostgreSQL server. It may hold a password.</summary>
internal static class PostgresConnectionString
{
    // A server that lost sight of a portal gives its locks to the next after seconds, not after two hours.
    private const string NoticeLosses =
        "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2";

    /// <summary>Why this is no connection string of a database, without quoting any of it; null when it is one.</summary>
    public static string? Problem(string connection)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            return string.IsNullOrWhiteSpace(parts.Host) ? "names no Host"
                : string.IsNullOrWhiteSpace(parts.Database) ? "names no Database"
                : null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // Its message quotes what it could not read.
            return "cannot be read";
        }
    }

    /// <summary>The database as a sentence may name it.</summary>
    public static string Name(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        return $"“{settings.Database}” on {settings.Host}:{settings.Port}";
    }

    /// <summary>What it says, and what the portal needs where it says nothing.</summary>
    public static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection)
        {
            // These would put what is stored, or the password, where it is read.
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,
            LogParameters = false,
        };
        settings.ApplicationName ??= "Portal";
        settings.Options = $"{NoticeLosses} {settings.Options}".TrimEnd();
        if (!settings.ShouldSerialize("Max Auto Prepare"))
        {
            // The portal's statements are few and always the same.
            settings.MaxAutoPrepare = 200;
            settings.AutoPrepareMinUsages = 2;
        }

        if (!settings.ShouldSerialize("Write Buffer Size"))
        {
            // Deliveries that share a commit go in one piece, and not in one for every 8 KiB.
            settings.WriteBufferSize = 64 * 1024;
        }

        if (!settings.ShouldSerialize("Maximum Pool Size"))
        {
            // A server allows 100 to all its clients.
            settings.MaxPoolSize = 50;
        }

        return settings;
    }
}
