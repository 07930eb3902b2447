using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>What is done when a browser comes back from an authorization; one for each action that leaves for it.</summary>
public interface IAuthorizationReturn
{
    DepartureAction Action { get; }

    /// <param name="administrator">Who is signed in here; that it is who left remains to be checked.</param>
    Task<IResult> RunAsync(HttpContext context, BrowserReturn arrival, Actor administrator);
}
