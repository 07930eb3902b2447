using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Portal.Tests.Harness;

namespace Portal.Tests.Sandboxes;

public sealed class ArchiveTests(Hub hub) : IClassFixture<Hub>
{
    [Fact]
    public async Task An_archive_holds_the_files_below_a_folder_with_the_short_sha()
    {
        var repository = hub.Take();
        var sha = (await hub.World.Git.OpenAsync(repository)).Branches["main"];

        var zip = await FollowAsync($"{repository.FullName}/zipball/{sha}");
        var tar = await FollowAsync($"{repository.FullName}/tarball/main");

        var root = $"acme-{repository.Name}-{sha[..7]}/";
        using var archive = new ZipArchive(new MemoryStream(zip.With(200).Bytes));
        Assert.NotNull(archive.GetEntry(root + "src/größe.txt"));
        await using var plain = new GZipStream(
            new MemoryStream(tar.With(200).Bytes),
            CompressionMode.Decompress
        );
        await using var reader = new TarReader(plain);
        var names = new List<string>();
        while (await reader.GetNextEntryAsync(cancellationToken: Ct) is { } entry)
        {
            names.Add(entry.Name);
        }

        Assert.Contains(root + "README.md", names);
    }

    [Fact]
    public async Task An_archive_link_opens_one_repository_only()
    {
        var (mine, other) = (hub.Take(), hub.Take());
        var link = await LinkAsync($"{mine.FullName}/zipball/main");

        (await OpenAsync(link)).With(200);
        (
            await OpenAsync(link.Replace(mine.FullName, other.FullName, StringComparison.Ordinal))
        ).With(404);
        (await OpenAsync(link.Split('?')[0])).With(404);
    }

    [Fact]
    public async Task An_empty_repository_has_no_archive_behind_its_link()
    {
        (await FollowAsync("acme/empty/zipball/main")).With(404);
    }

    /// <summary>More than fits into all the buffers between git and a client that does not read.</summary>
    [Fact]
    public async Task Git_ends_with_the_client_of_an_archive()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");
        var repository = hub.Take();
        var noise = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24 * 1024 * 1024));
        await hub.BranchAsync(repository, "main", "noise.txt", noise);
        var link = new Uri(await LinkAsync($"{repository.FullName}/zipball/main"));
        var folder = (await hub.World.Git.OpenAsync(repository)).Path;

        using (var socket = new TcpClient(link.Host, link.Port))
        {
            await socket
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes($"GET {link.PathAndQuery} HTTP/1.1\r\nHost: x\r\n\r\n"),
                    Ct
                );
            await socket.GetStream().ReadExactlyAsync(new byte[2000], Ct);
            Assert.True(RunsIn(folder));
        }

        await Until.SeenAsync(() => Task.FromResult(RunsIn(folder)), runs => !runs);
    }

    private static bool RunsIn(string folder) =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _))
            .Any(process => WorkingFolder(process) == folder);

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new DirectoryInfo(process + "/cwd").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Answer> OpenAsync(string link) => hub.CallAsync(HttpMethod.Get, link, token: "");

    private async Task<string> LinkAsync(string path) =>
        (await hub.GetAsync(path)).With(302).Location!;

    private async Task<Answer> FollowAsync(string path) => await OpenAsync(await LinkAsync(path));
}

/// <summary>It turns the clock, which would be in the way of the others.</summary>
public sealed class ArchiveExpiryTests(Hub hub) : IClassFixture<Hub>
{
    [Fact]
    public async Task An_archive_link_expires_after_five_minutes()
    {
        var path = $"{hub.Take().FullName}/zipball/main";
        var link = (await hub.GetAsync(path)).With(302).Location!;

        hub.World.Clock.Skew = TimeSpan.FromSeconds(299);
        (await hub.CallAsync(HttpMethod.Get, link, token: "")).With(200);
        hub.World.Clock.Skew = TimeSpan.FromSeconds(301);
        (await hub.CallAsync(HttpMethod.Get, link, token: "")).With(404);
    }
}
