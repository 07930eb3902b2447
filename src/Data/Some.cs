using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The first of many.</summary>
/// <param name="More">How many there are beyond <paramref name="Shown"/>.</param>
public sealed record Some<T>(IReadOnlyList<T> Shown, int More)
{
    public int Total => Shown.Count + More;

    /// <summary>"acme, globex and 12 more".</summary>
    public string Names(Func<T, string> name) =>
        string.Join(", ", Shown.Select(name)) + (More > 0 ? $" and {More:N0} more" : "");
}

/// <summary>Reads the first of many rows, and how many there are beyond.</summary>
internal static class SomeRows
{
    public static async Task<Some<T>> FirstAsync<T>(
        this IQueryable<T> rows,
        int most,
        CancellationToken cancellationToken
    )
    {
        var shown = await rows.Take(most).ToListAsync(cancellationToken);
        var more = shown.Count < most ? 0 : await rows.CountAsync(cancellationToken) - shown.Count;
        return new Some<T>(shown, Math.Max(0, more));
    }
}
