namespace Portal.Apps;

/// <summary>Apps that an enterprise owns, which GitHub Enterprise Server has since 3.16.</summary>
public static class EnterpriseApps
{
    private static readonly Version s_first = new(3, 16);

    /// <summary>Why this server has none, in a sentence; null when it has, or hides its version.</summary>
    public static string? Refusal(Data.Host host)
    {
        var number = string.Join('.', (host.Version ?? "").Split('.').Take(2));
        return Version.TryParse(number, out var version) && version < s_first
            ? $"Enterprises own apps since GitHub Enterprise Server 3.16, and {host.Name} runs {host.Version}. Choose an organization, or have its administrator upgrade it."
            : null;
    }
}
