using System.Text.RegularExpressions;

namespace Portal.Tests.Architecture;

/// <summary>Rules of the house that no analyzer holds.</summary>
public sealed partial class HouseRulesTests
{
    private const int MostLines = 400;

    // Put together here, so that this file does not find itself.
    private static readonly string[] s_outside = ["../" + "shared", "/" + "work/"];

    private static readonly string[] s_private = [".pfx", ".p12", ".pem", ".key", ".db"];

    [Fact]
    public void Nothing_reads_the_clock_of_the_machine()
    {
        var readings = Sources
            .CodeIn("src")
            .SelectMany(file => file.Where(line => MachineClock().IsMatch(line)));

        Assert.Empty(readings);
    }

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var tooLong = Sources
            .AllCode()
            .Where(file => file.Lines.Count > MostLines)
            .Select(file => $"{file.Path}: {file.Lines.Count} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_file_refers_to_something_outside_the_repository()
    {
        var references = Sources
            .Tracked()
            .SelectMany(file =>
                file.Where(line =>
                    s_outside.Any(place => line.Contains(place, StringComparison.Ordinal))
                )
            )
            .ToList();

        Assert.Empty(references);
    }

    [Fact]
    public void No_key_certificate_or_database_is_committed() =>
        Assert.DoesNotContain(
            Sources.TrackedPaths(),
            path => s_private.Contains(Path.GetExtension(path))
        );

    [Fact]
    public void Git_lists_this_very_file() =>
        Assert.Contains(
            "tests/Architecture/HouseRulesTests.cs",
            Sources.Tracked().Select(file => file.Path)
        );

    [Fact]
    public void A_secret_is_seen_in_the_clear_only_in_Secrets()
    {
        var reveals = Sources
            .CodeIn("src")
            .Where(file => file.Folders is not ["src", "Secrets", ..])
            .SelectMany(file => file.Where(line => Reveal().IsMatch(line)));

        Assert.Empty(reveals);
    }

    [GeneratedRegex(
        @"\bDateTime(Offset)?\s*\.\s*(UtcNow|Now|Today)\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex MachineClock();

    [GeneratedRegex(@"\.\s*Reveal\b", RegexOptions.NonBacktracking)]
    private static partial Regex Reveal();
}
