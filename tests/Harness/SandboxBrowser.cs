namespace Portal.Tests.Harness;

/// <summary>A browser without scripts that starts at the sandbox.</summary>
public sealed class SandboxBrowser(Uri sandbox) : HtmlBrowser(sandbox)
{
    public const string Login = "octocat";
    public const string Password = "sandbox";

    public Task<HtmlPage> SignInAsync(string login = Login, string password = Password) =>
        SignInAsync(this, Site, login, password);

    internal static async Task<HtmlPage> SignInAsync(
        HtmlBrowser browser,
        Uri sandbox,
        string login,
        string password
    )
    {
        var page = await browser.SubmitAsync(
            await browser.GetAsync(new Uri(sandbox, "login"), follow: true),
            "form:has(input[type=password])",
            new Dictionary<string, string?> { ["login"] = login, ["password"] = password }
        );
        return page.IsRedirect
            ? page
            : throw new InvalidOperationException(
                $"Signing in to the sandbox as {login} answered {(int)page.Status}: {page.Words}"
            );
    }
}
