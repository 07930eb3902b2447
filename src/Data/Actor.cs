using System.Security.Claims;

namespace Portal.Data;

/// <summary>Who does something, and from where: an administrator, or the portal by itself.</summary>
/// <param name="Id">The administrator's id; empty for the portal.</param>
/// <param name="Name">An administrator's e-mail address, or "portal".</param>
/// <param name="Address">The address that the administrator's browser calls from.</param>
public sealed record Actor(Guid Id, string Name, string? Address)
{
    /// <summary>The claim that carries the address to where there is no request: into the circuit of an open page.</summary>
    public const string AddressClaim = "portal:address";

    public static Actor Portal { get; } = new(Guid.Empty, "portal", null);

    public static Actor Of(ClaimsPrincipal user) =>
        new(
            Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
                ? id
                : Guid.Empty,
            user.Identity?.Name ?? "",
            user.FindFirstValue(AddressClaim)
        );
}
