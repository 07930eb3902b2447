using Microsoft.AspNetCore.Identity;

namespace Portal.Data;

/// <summary>A person who may sign in to the portal. Every one is a site administrator.</summary>
public sealed class Administrator : IdentityUser<Guid>;
