namespace Portal.Tests.Sandboxes;

/// <summary>A suspended installation, which would be in the way of the others.</summary>
public sealed class SuspendedGitTests(Hub hub) : IClassFixture<Hub>
{
    [Fact]
    public async Task A_suspended_installation_neither_clones_nor_hears_of_a_push()
    {
        var repository = hub.Take();
        hub.World.Suspend(hub.Installation);
        using var git = new GitClient();

        var (_, said) = await git.RunAsync("ls-remote", GitClient.Url(hub, repository, hub.Token));
        await hub.BranchAsync(repository, "main", "x.txt", "x\n");

        Assert.Contains("403", said, StringComparison.Ordinal);
        Assert.Empty(await hub.EventsAsync(repository));
    }
}
