using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Portal.Data;

namespace Portal.Access;

/// <summary>
/// Puts the address that a request came from beside the administrator who is signed in, so that the audit log can name it
/// also for what is done on an open page. It is not part of the session: every request says it anew.
/// </summary>
internal sealed class VisitorAddress(IHttpContextAccessor requests) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (
            requests.HttpContext is { } request
            && Of(request) is { } address
            && principal.Identity is ClaimsIdentity { IsAuthenticated: true } identity
            && !identity.HasClaim(claim => claim.Type == Actor.AddressClaim)
        )
        {
            identity.AddClaim(new Claim(Actor.AddressClaim, address));
        }

        return Task.FromResult(principal);
    }

    public static string? Of(HttpContext request) =>
        request.Connection.RemoteIpAddress is { } address
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : null;
}
