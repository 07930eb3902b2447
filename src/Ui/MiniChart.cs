using System.Globalization;
using System.Text;

namespace Portal.Ui;

/// <summary>A small chart of bars, made once for all who look at it: what happened, and how much of it failed.</summary>
/// <param name="All">An SVG path in a box of <see cref="Width"/> by <see cref="Height"/>; empty where nothing happened.</param>
/// <param name="Failed">The same for what failed, drawn over it.</param>
/// <param name="Said">What somebody hears who does not see the bars.</param>
public sealed record MiniChart(string All, string Failed, string Said)
{
    public const int Width = 144;
    public const int Height = 24;

    /// <param name="counts">Oldest first.</param>
    /// <param name="failed">As many; none where nothing can fail.</param>
    public static MiniChart Of(int[] counts, int[]? failed, string said)
    {
        var most = Math.Max(1, Math.Max(counts.Max(), failed?.Max() ?? 0));
        return new MiniChart(Path(counts, most), Path(failed ?? [], most), said);
    }

    private static string Path(int[] counts, int most)
    {
        var path = new StringBuilder();
        for (var place = 0; place < counts.Length; place++)
        {
            if (counts[place] > 0)
            {
                var (step, height) = (
                    (double)Width / counts.Length,
                    // What happened once beside a thousand is still seen.
                    Math.Max(2, (double)counts[place] / most * Height)
                );
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"M{place * step:0.##} {Height}v-{height:0.#}h{step * 0.8:0.##}v{height:0.#}z"
                );
            }
        }

        return path.ToString();
    }
}
