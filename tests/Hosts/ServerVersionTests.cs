using Portal.Hosts;

namespace Portal.Tests.Hosts;

/// <summary>Which releases of GitHub Enterprise Server are connected, and which are marked.</summary>
public sealed class ServerVersionTests
{
    [Theory]
    [InlineData("2.22.0", "2026-11-21", VersionVerdict.Refused)]
    [InlineData("2.21.30", "2026-11-21", VersionVerdict.Refused)]
    [InlineData("1.0.0", "2026-11-21", VersionVerdict.Refused)]
    [InlineData("2.22", "2026-11-21", VersionVerdict.Refused)]
    [InlineData("2.22.1", "2026-11-21", VersionVerdict.Unsupported)]
    [InlineData("2.23.0", "2026-11-21", VersionVerdict.Unsupported)]
    [InlineData("3.0.0", "2026-11-21", VersionVerdict.Unsupported)]
    [InlineData("3.16.9", "2026-11-21", VersionVerdict.Unsupported)]
    [InlineData("3.18.5", "2026-10-14", VersionVerdict.Supported)]
    [InlineData("3.18.5", "2026-10-15", VersionVerdict.Unsupported)]
    [InlineData("3.19.1", "2026-12-09", VersionVerdict.Supported)]
    [InlineData("3.19.1", "2026-12-10", VersionVerdict.Unsupported)]
    [InlineData("3.22", "2026-11-21", VersionVerdict.Supported)]
    [InlineData("3.23.0", "2026-11-21", VersionVerdict.Supported)]
    [InlineData("3.99.0", "2030-01-01", VersionVerdict.Supported)]
    [InlineData("4.0.0", "2026-11-21", VersionVerdict.Supported)]
    [InlineData("3.20.0.rc1", "2026-11-21", VersionVerdict.Supported)]
    [InlineData("3.23.0.gm2-dev", "2026-11-21", VersionVerdict.Supported)]
    [InlineData(null, "2026-11-21", VersionVerdict.Unknown)]
    [InlineData("", "2026-11-21", VersionVerdict.Unknown)]
    [InlineData("enterprise", "2026-11-21", VersionVerdict.Unknown)]
    [InlineData("3", "2026-11-21", VersionVerdict.Unknown)]
    public void A_release_is_judged_by_its_number_and_the_day(
        string? version,
        string day,
        VersionVerdict expected
    ) =>
        Assert.Equal(
            expected,
            ServerVersion.Judge(version, DateTimeOffset.Parse(day + "T12:00:00Z"))
        );
}
