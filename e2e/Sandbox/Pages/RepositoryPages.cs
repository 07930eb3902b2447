using System.Globalization;
using Sandbox.Api;

namespace Sandbox.Pages;

/// <summary>Just enough of accounts, repositories, pull requests and commits for the links that the API gives out.</summary>
internal static class RepositoryPages
{
    private const int Commits = 20;

    public static void Map(PageMap pages)
    {
        pages.Get("/{owner}", AccountAsync, signedIn: false);
        pages.Get("/{owner}/{repo}", RepositoryAsync, signedIn: false);
        pages.Get("/{owner}/{repo}/tree/{**branch}", RepositoryAsync, signedIn: false);
        pages.Get("/{owner}/{repo}/pull/{number:int}", PullAsync, signedIn: false);
        pages.Get("/{owner}/{repo}/commit/{sha}", CommitAsync, signedIn: false);
    }

    private static Task AccountAsync(PageCall call)
    {
        if (call.World.FindAccount(call.Route("owner")) is not { } account)
        {
            return call.NotFoundAsync();
        }

        var repositories = call
            .World.RepositoriesOf(account)
            .Where(repository => Sees(call, repository));
        return call.ShowAsync(
            200,
            account.Login,
            Html.Of(
                $"""<p>{account.Name}</p><ul>{Html.Each(repositories, r => Html.Of($"""<li><a href="/{r.FullName}">{r.Name}</a></li>"""))}</ul>"""
            )
        );
    }

    private static async Task RepositoryAsync(PageCall call)
    {
        if (Find(call) is not { } repository)
        {
            await call.NotFoundAsync();
            return;
        }

        var git = await call.World.Git.OpenAsync(repository);
        var branch = call.Route("branch") ?? repository.DefaultBranch;
        var commits = git.Branches.TryGetValue(branch, out var tip)
            ? await git.LogAsync(tip, 0, Commits)
            : [];
        var pulls = repository
            .Pulls.Values.Where(pull => pull.IsOpen)
            .OrderByDescending(pull => pull.Number);
        await call.ShowAsync(
            200,
            repository.FullName,
            Html.Of(
                $"""
                <p>{repository.Description}</p>
                <h2>Commits on {branch}</h2>
                <ul>{Html.Each(
                    commits,
                    c =>
                        Html.Of(
                            $"""<li><a href="/{repository.FullName}/commit/{c.Sha}"><code>{c.Sha[..7]}</code></a> {c.Message.Split('\n')[0]}</li>"""
                        )
                )}</ul>
                <h2>Open pull requests</h2>
                <ul>{Html.Each(
                    pulls,
                    p =>
                        Html.Of(
                            $"""<li><a href="/{repository.FullName}/pull/{p.Number}">#{p.Number} {p.Title}</a></li>"""
                        )
                )}</ul>
                """
            )
        );
    }

    private static async Task PullAsync(PageCall call)
    {
        var number = int.Parse(call.Route("number")!, CultureInfo.InvariantCulture);
        if (Find(call) is not { } repository || !repository.Pulls.TryGetValue(number, out var pull))
        {
            await call.NotFoundAsync();
            return;
        }

        var git = await call.World.Git.OpenAsync(repository);
        var files = await PullShape.FilesAsync(git, pull);
        await call.ShowAsync(
            200,
            $"#{pull.Number} {pull.Title}",
            Html.Of(
                $"""
                <p>{(pull.MergedAt is null ? pull.State : "merged")}{(
                    pull.Draft ? ", draft" : ""
                )}: {pull.Author.Login} wants <code>{pull.Head}</code> in <code>{pull.Base}</code> of <a href="/{repository.FullName}">{repository.FullName}</a></p>
                <p>{pull.Body}</p>
                <h2>Changed files</h2>
                <ul>{Html.Each(
                    files,
                    file =>
                        Html.Of(
                            $"<li><code>{file.Path}</code> +{file.Additions} -{file.Deletions}</li>"
                        )
                )}</ul>
                """
            )
        );
    }

    private static async Task CommitAsync(PageCall call)
    {
        var git = Find(call) is { } repository ? await call.World.Git.OpenAsync(repository) : null;
        if (git is null || await git.ResolveAsync(call.Route("sha")!) is not { } sha)
        {
            await call.NotFoundAsync();
            return;
        }

        var commit = await git.CommitAsync(sha);
        await call.ShowAsync(
            200,
            $"Commit {sha[..7]}",
            Html.Of(
                $"""<p>{commit.AuthorName}, {commit.At.ToString("u", CultureInfo.InvariantCulture)}</p><pre tabindex="0">{commit.Message}</pre>"""
            )
        );
    }

    private static Repository? Find(PageCall call) =>
        call.World.FindRepository(call.Route("owner")!, call.Route("repo")!) is { } repository
        && Sees(call, repository)
            ? repository
            : null;

    private static bool Sees(PageCall call, Repository repository) =>
        repository.IsSeenBy(call.Session?.User)
        && !(call.World.PrivateMode && call.Session is null);
}
