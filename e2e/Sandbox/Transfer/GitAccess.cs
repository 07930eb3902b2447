using System.Text;
using Sandbox.Api;

namespace Sandbox.Transfer;

/// <summary>
/// Who may clone and push: the same as may read and write contents in the API, with the token as the password.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation#using-an-installation-access-token-to-authenticate-for-http-based-git-access
/// </summary>
internal static class GitAccess
{
    /// <summary>The repository and who calls; null where the refusal is already written.</summary>
    public static async Task<(Repository Repository, Account? By)?> CheckAsync(
        HttpContext context,
        World world,
        bool writes
    )
    {
        var name = context.Request.RouteValues["repo"] as string ?? "";
        if (name.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
        {
            context.Request.RouteValues["repo"] = name[..^".git".Length];
        }

        var password = Password(context);
        // From here on it is a call like those of the API.
        context.Request.Headers.Authorization = password is null ? "" : $"token {password}";
        try
        {
            var (repository, _, by) = new ApiCall(context, world).Repository(
                "contents",
                writes ? "write" : "read"
            );
            return (repository, by);
        }
        catch (ApiRefusal refusal)
        {
            // A stranger does not learn what there is.
            var status = password is null ? 401 : refusal.Status;
            await RefuseAsync(
                context,
                status,
                status switch
                {
                    401 when password is null => "Authentication required.",
                    401 => "Invalid username or token.",
                    404 => "Repository not found.",
                    403 when refusal.Message == ApiRefusal.NotAccessible.Message =>
                        "Write access to repository not granted.",
                    _ => refusal.Message,
                }
            );
            return null;
        }
    }

    /// <summary>Git shows a plain text to the person.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        if (status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }

    /// <summary>Any name goes with a token; null without credentials, and what is not Basic opens nothing.</summary>
    private static string? Password(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return "none";
        }

        var buffer = new byte[header.Length];
        return
            Convert.TryFromBase64String(header["Basic ".Length..].Trim(), buffer, out var length)
            && Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2)
                is [_, { Length: > 0 } token]
            ? token
            : "none";
    }
}
