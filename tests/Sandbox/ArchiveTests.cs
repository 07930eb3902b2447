using System.Formats.Tar;
using System.IO.Compression;

namespace Portal.Tests.SandboxGit;

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
