namespace Portal.Tests.Harness;

/// <summary>A browser without scripts that starts at a portal.</summary>
public sealed class PortalClient(Uri portal) : HtmlBrowser(portal)
{
    public PortalClient(PortalProcess portal)
        : this(portal.Url) { }

    /// <summary>Signs in, and fails with the page's words when the portal refuses.</summary>
    public async Task<HtmlPage> SignInAsync(
        string email = PortalProcess.AdministratorEmail,
        string password = PortalProcess.AdministratorPassword
    )
    {
        var page = await SubmitAsync(
            await GetAsync("sign-in"),
            "form:has(input[type=password])",
            new Dictionary<string, string?>
            {
                ["Input.Email"] = email,
                ["Input.Password"] = password,
            }
        );
        return page.IsRedirect
            ? page
            : throw new InvalidOperationException(
                $"Signing in as {email} answered {(int)page.Status}: {page.Words}"
            );
    }

    /// <summary>Signs in at the sandbox too, in the same browser, so that a journey may go there and back.</summary>
    public Task<HtmlPage> SignInToSandboxAsync(
        Uri sandbox,
        string login = SandboxBrowser.Login,
        string password = SandboxBrowser.Password
    ) => SandboxBrowser.SignInAsync(this, sandbox, login, password);
}
