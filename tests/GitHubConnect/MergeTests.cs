using Portal.Data;
using Portal.GitHubConnect.Search;

namespace Portal.Tests.GitHubConnect;

/// <summary>Two ranked lists become one, whatever they hold and however far each has been read.</summary>
public sealed class MergeTests
{
    private const int Cases = 2000;

    [Fact]
    public async Task Pages_that_are_read_one_by_one_are_slices_of_the_whole_merged_list()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var lists = Lists(random);
            var whole = MergeResults.Of([
                .. lists.Select(list => new Results(list, IsWhole: true)),
            ]);
            var reading = new ReadSideBySide([
                .. lists.Select(list => new Shelf(list, 1 + random.Next(7))),
            ]);
            var size = 1 + random.Next(9);
            var shown = new List<SearchHit>();
            for (var page = 1; ; page++)
            {
                await reading.ReachAsync((page * size) + 1, TestContext.Current.CancellationToken);
                var slice = reading.Known.Hits.Skip((page - 1) * size).Take(size).ToList();
                shown.AddRange(slice);
                if (reading.Known.IsWhole && reading.Known.Hits.Count <= page * size)
                {
                    break;
                }
            }

            Assert.True(
                shown.SequenceEqual(whole.Hits),
                $"Seed {seed}: {Urls(shown)} and not {Urls(whole.Hits)}"
            );
        }
    }

    [Fact]
    public void Nothing_is_lost_nothing_comes_twice_and_each_list_keeps_its_order()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var lists = Lists(new Random(seed));

            var merged = MergeResults.Of([.. lists.Select(list => new Results(list, true))]);

            var urls = merged.Hits.Select(hit => hit.Url).ToList();
            Assert.True(merged.IsWhole);
            Assert.True(
                urls.Order(StringComparer.Ordinal)
                    .SequenceEqual(
                        lists
                            .SelectMany(list => list)
                            .Select(hit => hit.Url)
                            .Distinct()
                            .Order(StringComparer.Ordinal)
                    ),
                $"Seed {seed}: {Urls(merged.Hits)}"
            );
            foreach (var list in lists)
            {
                // What another list has, too, may have come earlier for its sake.
                var own = list.Where(hit =>
                        lists.Count(other => other.Any(one => one.Url == hit.Url)) == 1
                    )
                    .Select(hit => hit.Url)
                    .Distinct()
                    .ToList();
                Assert.True(
                    urls.Where(own.Contains).SequenceEqual(own),
                    $"Seed {seed}: {Urls(merged.Hits)}"
                );
            }
        }
    }

    [Fact]
    public void What_is_settled_does_not_change_when_more_is_read()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var lists = Lists(random);
            var whole = MergeResults.Of([.. lists.Select(list => new Results(list, true))]);

            var begun = MergeResults.Of([
                .. lists.Select(list =>
                {
                    var read = random.Next(list.Count + 1);
                    return new Results(
                        [.. list.Take(read)],
                        read == list.Count && random.Next(2) == 0
                    );
                }),
            ]);

            Assert.True(
                begun.Hits.SequenceEqual(whole.Hits.Take(begun.Hits.Count)),
                $"Seed {seed}: {Urls(begun.Hits)} and not {Urls(whole.Hits)}"
            );
        }
    }

    [Fact]
    public void No_side_comes_first_because_its_scores_are_higher_or_its_list_is_longer()
    {
        var server = Enumerable.Range(0, 50).Select(rank => Hit($"s{rank}", 1.0 / (rank + 1)));
        var cloud = Enumerable.Range(0, 5).Select(rank => Hit($"c{rank}", 1));

        var merged = MergeResults.Of([new([.. server], true), new([.. cloud], true)]);

        Assert.Equal(
            ["s0", "c0", "c1", "s1", "c2", "s2"],
            merged.Hits.Take(6).Select(hit => hit.Url)
        );
        Assert.Equal("s49", merged.Hits[^1].Url);
    }

    [Fact]
    public async Task Lists_are_read_no_further_than_the_page_needs()
    {
        var shelves = new[] { Shelf.Of("a", 1000), Shelf.Of("b", 1000) };
        var both = new ReadSideBySide(shelves);

        await both.ReachAsync(21, TestContext.Current.CancellationToken);

        Assert.Equal([1, 1], shelves.Select(shelf => shelf.Readings));
        await both.ReachAsync(201, TestContext.Current.CancellationToken);
        Assert.Equal([2, 2], shelves.Select(shelf => shelf.Readings));
    }

    [Fact(Timeout = 10_000)]
    public async Task Both_lists_are_being_read_at_the_same_time()
    {
        var (first, second) = (new Meeting(), new Meeting());
        (first.Other, second.Other) = (second, first);

        // Each answers only once the other is asked, too: one after the other never ends.
        await new ReadSideBySide([first, second]).ReachAsync(
            1,
            TestContext.Current.CancellationToken
        );

        Assert.True(first.Known.IsWhole && second.Known.IsWhole);
    }

    private static List<List<SearchHit>> Lists(Random random) =>
        [
            .. Enumerable
                .Range(0, 1 + random.Next(3))
                .Select(list =>
                {
                    var score = 1.0;
                    return Enumerable
                        .Range(0, random.Next(40))
                        .Select(rank =>
                            Hit(
                                random.Next(8) == 0 ? $"shared{random.Next(20)}" : $"{list}/{rank}",
                                random.Next(2) == 0 ? score : score *= random.NextDouble()
                            )
                        )
                        .ToList();
                }),
        ];

    private static SearchHit Hit(string url, double share) =>
        new(url, url, "acme/web", LinkSide.Server, "host") { Share = share };

    private static string Urls(IEnumerable<SearchHit> hits) =>
        string.Join(' ', hits.Select(hit => hit.Url));

    /// <summary>A list that gives out a few at a time.</summary>
    private sealed class Shelf(List<SearchHit> all, int handful) : IReadResults
    {
        public int Readings { get; private set; }

        public Results Known { get; private set; } = Results.Unread;

        public static Shelf Of(string name, int count) =>
            new([.. Enumerable.Range(0, count).Select(rank => Hit($"{name}{rank}", 1))], 100);

        public Task ReachAsync(int depth, CancellationToken cancellationToken)
        {
            while (!Known.IsWhole && Known.Hits.Count < depth)
            {
                Readings++;
                var read = Math.Min(all.Count, Known.Hits.Count + handful);
                Known = new Results([.. all.Take(read)], read == all.Count);
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>A list that answers once the other is being read.</summary>
    private sealed class Meeting : IReadResults
    {
        private readonly TaskCompletionSource _asked = new();

        public Meeting? Other { get; set; }

        public Results Known { get; private set; } = Results.Unread;

        public async Task ReachAsync(int depth, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await Other!._asked.Task.WaitAsync(cancellationToken);
            Known = new Results([], IsWhole: true);
        }
    }
}
