using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>
/// The tables by which SQLite finds names by a part of them: RepositoryNames and ConnectionNames, which triggers keep.
/// https://www.sqlite.org/fts5.html#the_trigram_tokenizer
/// </summary>
internal static class SqliteNames
{
    /// <summary>They know three letters in a row and no fewer.</summary>
    private const int Fewest = 3;

    /// <summary>What they are asked for this part; null where they know nothing of it.</summary>
    public static string? Query(string part)
    {
        // SQLite takes a text to end there.
        var text = part.Trim().Replace("\0", "", StringComparison.Ordinal);
        return text.EnumerateRunes().Count() < Fewest
            ? null
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>What was deleted from them is only marked as such at first.</summary>
    public static Task ForgetDeletedAsync(SqliteDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "RepositoryNames" ("RepositoryNames") VALUES ('optimize');
            INSERT INTO "ConnectionNames" ("ConnectionNames") VALUES ('optimize');
            """,
            cancellationToken
        );
}
