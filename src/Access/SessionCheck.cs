using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Portal.Data;

namespace Portal.Access;

/// <summary>Ends the open pages of an administrator who was removed or whose password changed, within five minutes.</summary>
internal sealed class SessionCheck(ILoggerFactory loggers, IServiceScopeFactory scopes)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var administrators = scope.ServiceProvider.GetRequiredService<UserManager<Administrator>>();
        var administrator = await administrators.GetUserAsync(authenticationState.User);
        return administrator is not null
            && authenticationState.User.FindFirstValue(
                administrators.Options.ClaimsIdentity.SecurityStampClaimType
            ) == await administrators.GetSecurityStampAsync(administrator);
    }
}
