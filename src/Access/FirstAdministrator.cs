using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Access;

/// <summary>
/// Makes sure that the portal has an administrator: the one named by PORTAL_ADMIN_EMAIL and PORTAL_ADMIN_PASSWORD, or
/// whoever opens the one-time link that is printed on the console. Until then nothing else can be reached.
/// </summary>
internal sealed class FirstAdministrator(
    IDbContextFactory<PortalDb> dbs,
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    IOptions<PortalOptions> options,
    AuditLog audit
) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private byte[]? _tokenHash;
    private volatile bool _exists;

    /// <summary>True once somebody can sign in.</summary>
    public bool Exists => _exists;

    /// <exception cref="InvalidOperationException">With the sentence to print: the named administrator cannot be made.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            _exists = await db.Users.AnyAsync(cancellationToken);
        }

        if (_exists)
        {
            return;
        }

        var email = configuration["PORTAL_ADMIN_EMAIL"];
        var password = configuration["PORTAL_ADMIN_PASSWORD"];
        if (!string.IsNullOrEmpty(email) && !string.IsNullOrEmpty(password))
        {
            var problems = await MakeAsync(email, password, address: null, cancellationToken);
            if (problems.Count > 0)
            {
                throw new InvalidOperationException(
                    $"PORTAL_ADMIN_EMAIL and PORTAL_ADMIN_PASSWORD do not make an administrator: {string.Join(" ", problems)}"
                );
            }

            return;
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        await Console.Out.WriteLineAsync(
            $"""

            This portal has no administrator yet. Open this link once, in a browser, to become the first:

              {options.Value.Address($"setup?token={token}")}

            """
        );
    }

    public void Dispose() => _one.Dispose();

    public bool IsToken(string? token) =>
        !_exists
        && _tokenHash is not null
        && !string.IsNullOrEmpty(token)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(token)),
            _tokenHash
        );

    /// <summary>Makes the first administrator. Empty on success, otherwise a sentence for each thing to correct.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync(
        string email,
        string password,
        string? address,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_exists)
            {
                return ["This portal has an administrator already. Sign in."];
            }

            await using var scope = scopes.CreateAsyncScope();
            var administrators = scope.ServiceProvider.GetRequiredService<
                UserManager<Administrator>
            >();
            var result = await administrators.CreateAsync(
                new Administrator
                {
                    Id = Guid.NewGuid(),
                    UserName = email,
                    Email = email,
                },
                password
            );
            if (!result.Succeeded)
            {
                return [.. result.Errors.Select(error => error.Description).Distinct()];
            }

            _exists = true;
            _tokenHash = null;
        }
        finally
        {
            _one.Release();
        }

        await audit.WriteAsync(
            new Actor(Guid.Empty, email, address),
            "became the first administrator of",
            "the portal",
            cancellationToken
        );
        return [];
    }
}
