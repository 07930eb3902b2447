namespace Portal.Tests.Harness;

/// <summary>How large tests are: every day small, with ./portal test --full as large as what they claim.</summary>
internal static class Scale
{
    public static bool IsFull { get; } =
        Environment.GetEnvironmentVariable("PORTAL_TEST_FULL") == "1";

    public static int Of(int small, int full) => IsFull ? full : small;
}
