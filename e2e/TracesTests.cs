using System.Text;
using System.Text.RegularExpressions;
using Portal.E2E.Harness;
using Portal.Tests.Harness;

namespace Portal.E2E;

/// <summary>No secret travels to the browser: not in the messages of a page's circuit, and not in the page itself.</summary>
public sealed class TracesTests(Browser browser)
{
    [Fact]
    public async Task What_a_browser_is_sent_while_it_connects_and_disconnects_holds_no_secret()
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var visit = await browser.OpenAsync();
        var pages = new StringBuilder();
        var journey = new Journey(rehearsal, visit)
        {
            Meet = async (_, _) => pages.Append(await visit.Page.ContentAsync()),
        };

        await visit.Page.GotoAsync(rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await journey.SignInAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync("globex");
        await journey.Heading("Create a GitHub App");
        await journey.Button("Create GitHub App for globex");
        await journey.Heading(new Regex("^globex on "));
        await journey.InteractiveAsync();
        await journey.Meet("/connections/{Id:guid}", "authorize");
        await journey.AuthorizeAndInstallAsync("globex");
        await journey.SeeAvailableAsync(
            12,
            rehearsal
                .Sandbox.World.Repositories.Values.Where(row => row.Owner.Login == "globex")
                .Sum(row => row.OpenIssues)
        );
        await journey.Meet("/connections/{Id:guid}", "available");
        var ciphertexts = await CiphertextsAsync(rehearsal.Portal);
        await journey.BeginDisconnectAsync($"globex on {journey.HostName}");
        await journey.DeleteAppOnServerAsync("Portal globex");
        await journey.SeeReceiptAsync();

        var secrets = rehearsal.Sandbox.World.Secrets.All;
        Assert.Equal(
            [
                "authorization code",
                "client secret",
                "installation token",
                "manifest code",
                "person's token",
                "private key",
                "webhook secret",
            ],
            secrets.Select(secret => secret.Kind).Distinct().Order()
        );
        // It can find what does travel: the name of the app, and the fingerprint of its key.
        Assert.True(visit.Wire.Carried("Portal globex"));
        Assert.True(visit.Wire.Carried("SHA256:"));
        foreach (var (name, text) in secrets)
        {
            Assert.False(visit.Wire.Carried(text), $"A circuit carried the {name}.");
            Assert.False(pages.ToString().Contains(text, StringComparison.Ordinal), name);
        }

        Assert.False(visit.Wire.Carried("PRIVATE KEY"));
        foreach (var ciphertext in ciphertexts)
        {
            Assert.False(visit.Wire.Carried(ciphertext), "A circuit carried a ciphertext.");
            Assert.False(visit.Wire.Carried(Convert.ToBase64String(ciphertext)[..40]));
        }

        await visit.AssertCleanAsync();
    }

    /// <summary>A slice of everything encrypted in the database: what follows the magic number of Data Protection and the id of its key.</summary>
    private static async Task<List<byte[]>> CiphertextsAsync(PortalProcess portal)
    {
        byte[] magic = [0x09, 0xF0, 0xC9, 0xF0];
        var slices = new List<byte[]>();
        foreach (var file in Directory.EnumerateFiles(portal.DataDirectory, "portal.db*"))
        {
            await using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            var bytes = copy.ToArray();
            for (var at = 0; at + 68 < bytes.Length; at++)
            {
                if (bytes.AsSpan(at, magic.Length).SequenceEqual(magic))
                {
                    slices.Add(bytes[(at + 36)..(at + 68)]);
                }
            }
        }

        Assert.True(slices.Count >= 3);
        return slices;
    }
}
