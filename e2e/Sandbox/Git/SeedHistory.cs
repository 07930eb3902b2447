namespace Sandbox.Git;

/// <summary>The first commits of a repository: the same on every machine, so that their shas are, too.</summary>
internal static class SeedHistory
{
    public static async Task WriteAsync(Repository repository, GitRepository git)
    {
        var import = new FastImport();
        var author =
            repository.Pulls.Values.OrderBy(p => p.Number).FirstOrDefault()?.Author ?? Seed.Robot;
        var main = repository.DefaultBranch;
        var at = repository.CreatedAt;
        var first = import.Commit(main, null, "Initial commit", author, at, Readme(repository));
        var second = import.Commit(
            main,
            first,
            "Describe how to build\n\nOne command, on every machine.",
            author,
            at.AddDays(3),
            Files(
                ("docs/index.md", $"# {repository.Name}\n\nStart here.\n"),
                ("docs/guide/build.md", "# Build\n\n    make\n")
            )
        );
        var tip = import.Commit(
            main,
            second,
            "Add the entry point",
            author,
            at.AddDays(9),
            Files(("src/main.txt", "one\ntwo\nthree\n"), ("src/größe.txt", "äöü\n"))
        );
        var branchBase = tip;
        var marks = new List<(string Branch, string Mark)>();
        foreach (var pull in repository.Pulls.Values.OrderBy(pull => pull.Number))
        {
            var mark = import.Commit(
                pull.Head,
                branchBase,
                pull.Title,
                pull.Author,
                pull.CreatedAt,
                Files(
                    ($"changes/{pull.Number}.md", $"# {pull.Title}\n"),
                    ("src/main.txt", $"one\ntwo\nthree\n{pull.Number}\n")
                )
            );
            import.Reset($"refs/pull/{pull.Number}/head", mark);
            pull.HeadSha = mark;
            pull.BaseSha = branchBase;
            marks.Add((pull.Head, mark));
            if (pull.MergedAt is { } merged)
            {
                var title =
                    $"Merge pull request #{pull.Number} from {repository.Owner.Login}/{pull.Head}\n\n{pull.Title}";
                tip = import.Commit(
                    main,
                    tip,
                    title,
                    pull.MergedBy!,
                    merged,
                    Files(($"changes/{pull.Number}.md", $"# {pull.Title}\n")),
                    mark
                );
                pull.MergeSha = tip;
            }
        }

        marks.Add((main, tip));
        if (repository.Id % 5 == 0)
        {
            marks.Add(("release/1.0", second));
            import.Reset("refs/heads/release/1.0", second);
        }

        var shas = await import.RunAsync(git.Path);
        foreach (var (branch, mark) in marks)
        {
            git.Branches[branch] = shas[mark];
        }

        foreach (var pull in repository.Pulls.Values.Where(pull => pull.HeadSha.StartsWith(':')))
        {
            pull.HeadSha = shas[pull.HeadSha];
            pull.BaseSha = shas[pull.BaseSha];
            pull.MergeSha = pull.MergeSha is null ? null : shas[pull.MergeSha];
        }
    }

    private static KeyValuePair<string, string?>[] Readme(Repository repository) =>
        Files(
            ("README.md", $"# {repository.Name}\n\n{repository.Description}\n"),
            (".gitignore", "bin/\n")
        );

    private static KeyValuePair<string, string?>[] Files(
        params (string Path, string Content)[] files
    ) => [.. files.Select(file => KeyValuePair.Create<string, string?>(file.Path, file.Content))];
}
