using System.Text;
using Portal.Tests.Harness;

namespace Portal.Tests.Traces;

/// <summary>Writes down every secret that the server gives out, while a trip connects.</summary>
internal sealed class Spy(Trip trip)
{
    private readonly HashSet<(string Name, string Text)> _seen = [];

    /// <summary>What must not be found anywhere in the clear.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Plaintexts =>
        [.. _seen.Select(secret => (secret.Name, Encoding.UTF8.GetBytes(secret.Text)))];

    public async Task ConnectAsync(string organization)
    {
        var back = await trip.CreateOnServerAsync();
        foreach (var code in World.ManifestCodes.Values)
        {
            See("manifest code", code.Value);
            foreach (
                var line in code.Pem.Split('\n').Where(line => line.Length > 30 && line[0] != '-')
            )
            {
                See("private key", line);
            }
        }

        foreach (var app in World.Apps.Values)
        {
            app.ClientSecrets.ForEach(secret => See("client secret", secret));
            See("webhook secret", app.Hook.Secret!);
        }

        await trip.Browser.FollowAsync(back);
        var authorized = await trip.AuthorizeOnServerAsync();
        foreach (var token in World.UserTokens.Keys)
        {
            See("person's token", token);
        }

        await trip.InstallOnServerAsync(authorized, organization);
        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            connection => connection.Installation is { SyncedAt: not null, SyncWanted: false }
        );
        foreach (var token in World.InstallationTokens.Keys)
        {
            See("installation token", token);
        }
    }

    /// <summary>A slice of each ciphertext that stands in the database now; their beginnings are all the same.</summary>
    public async Task<IReadOnlyList<(string Name, byte[] Bytes)>> CiphertextsAsync() =>
        [
            .. (await trip.SecretsAsync()).Select(secret =>
                ($"{secret.Field} {secret.Id}", secret.Ciphertext[^48..^16])
            ),
        ];

    private Sandbox.World World => trip.Rehearsal.Sandbox.World;

    private void See(string name, string text)
    {
        Assert.True(text.Length >= 20, name);
        _seen.Add((name, text));
    }
}
