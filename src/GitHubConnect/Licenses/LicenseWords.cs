using Portal.Data;

namespace Portal.GitHubConnect.Licenses;

/// <summary>The words of license sync.</summary>
public static class LicenseWords
{
    public static string Of(LicenseMatch match) =>
        match switch
        {
            LicenseMatch.None => "one account",
            LicenseMatch.Account => "GitHub says so",
            LicenseMatch.Email => "the same verified e-mail address",
        };
}
