using System.Globalization;
using Portal.Data;
using Portal.GitHubConnect.Licenses;

namespace Portal.Tests.GitHubConnect;

/// <summary>People are counted once: nobody is lost, nobody is in two places, whatever the accounts have in common.</summary>
public sealed class CountPeopleTests
{
    [Fact]
    public void Accounts_with_a_verified_address_in_common_are_one_person_whatever_its_case()
    {
        var count = new CountPeople();
        count.AddServer("mona", ["Mona@Example.com"]);
        count.AddServer("hubot", [null]);
        count.AddCloud("mona-acme", ["other@example.com", " mona@example.com"], []);

        var people = count.People().ToList();

        Assert.Equal(2, people.Count);
        Assert.Equal(["mona"], people[0].OnServer);
        Assert.Equal(["mona-acme"], people[0].OnCloud);
        Assert.Equal(LicenseMatch.Email, people[0].Match);
        Assert.Equal((LicenseMatch.None, null), (people[1].Match, people[1].Doubt));
    }

    [Fact]
    public void What_GitHub_says_is_one_person_is_one_without_any_address()
    {
        var count = new CountPeople();
        count.AddServer("mona", []);
        count.AddCloud("octo", [], ["MONA"]);

        var person = Assert.Single(count.People());

        Assert.Equal(LicenseMatch.Account, person.Match);
    }

    [Fact]
    public void Through_a_third_account_people_are_one_as_well()
    {
        var count = new CountPeople();
        count.AddServer("a", ["1@example.com"]);
        count.AddServer("b", ["2@example.com"]);
        count.AddCloud("c", ["1@example.com", "2@example.com"], []);

        Assert.Equal(["a", "b"], Assert.Single(count.People()).OnServer);
    }

    [Fact]
    public void The_same_login_on_both_sides_proves_nothing_and_is_named_as_a_doubt()
    {
        var count = new CountPeople();
        count.AddServer("mona", []);
        count.AddServer("hubot", ["hubot@example.com"]);
        count.AddCloud("Mona", ["mona@example.com"], []);
        count.AddCloud("hubot", ["hubot@example.com"], []);

        var people = count.People().ToList();

        Assert.Equal(3, people.Count);
        Assert.Contains("this account shows none", people[0].Doubt, StringComparison.Ordinal);
        Assert.Null(people[1].Doubt);
        Assert.Contains("an account Mona, too", people[2].Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_is_listed_twice_is_one()
    {
        var count = new CountPeople();
        count.AddServer("mona", []);
        count.AddServer("mona", []);

        Assert.Single(count.People());
        Assert.Equal(1, count.OnServer);
    }

    [Fact]
    public void Nobody_is_lost_and_nobody_counted_twice_in_any_of_many_companies()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            var company = Company.Make(seed);
            var expected = company.GroupsByWalking();

            var actual = company
                .Count()
                .People()
                .Select(person =>
                    person
                        .OnServer.Select(login => $"s:{login}")
                        .Concat(person.OnCloud.Select(login => $"c:{login}"))
                        .Order(StringComparer.Ordinal)
                        .ToList()
                )
                .ToList();

            var all = actual.SelectMany(group => group).ToList();
            Assert.True(all.Count == company.Accounts.Count, $"seed {seed}: somebody is lost");
            Assert.True(
                all.Distinct(StringComparer.Ordinal).Count() == all.Count,
                $"seed {seed}: somebody is in two places"
            );
            Assert.True(
                actual
                    .Select(group => string.Join(' ', group))
                    .Order(StringComparer.Ordinal)
                    .SequenceEqual(expected, StringComparer.Ordinal),
                $"seed {seed}: other people than those that have something in common"
            );
        }
    }

    [Fact]
    public void A_hundred_thousand_accounts_take_little_memory()
    {
        const int accounts = 50_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var count = new CountPeople();
        for (var i = 0; i < accounts; i++)
        {
            count.AddServer(Login(i), [$"{Login(i)}@example.com"]);
        }

        for (var i = 0; i < accounts; i++)
        {
            // Every other has the same address on both sides.
            count.AddCloud(
                $"{Login(i)}-acme",
                [$"{Login(i)}@{(i % 2 == 0 ? "example" : "elsewhere")}.com"],
                []
            );
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(accounts + accounts / 2, count.People().Count());
        Assert.True(kept < 40_000_000, $"{kept:N0} bytes are kept");

        static string Login(int i) => string.Create(CultureInfo.InvariantCulture, $"person-{i}");
    }

    /// <summary>Accounts with addresses, few enough that many have one in common, and what GitHub says of some.</summary>
    private sealed record Company(List<(string Key, string[] Emails, string[] OnServer)> Accounts)
    {
        public static Company Make(int seed)
        {
            var random = new Random(seed);
            var addresses = random.Next(1, 12);
            var accounts = new List<(string, string[], string[])>();
            for (var i = random.Next(0, 8); i > 0; i--)
            {
                accounts.Add(($"s:{i}", Emails(), []));
            }

            for (var i = random.Next(0, 8); i > 0; i--)
            {
                string[] known =
                    random.Next(4) == 0
                        ? [random.Next(1, 9).ToString(CultureInfo.InvariantCulture)]
                        : [];
                accounts.Add(($"c:{i}", Emails(), known));
            }

            return new Company(accounts);

            string[] Emails() =>
                [
                    .. Enumerable
                        .Range(0, random.Next(0, 3))
                        .Select(_ => $"{random.Next(addresses)}@example.com"),
                ];
        }

        public CountPeople Count()
        {
            var count = new CountPeople();
            foreach (var (key, emails, onServer) in Accounts)
            {
                if (key[0] == 's')
                {
                    count.AddServer(key[2..], emails);
                }
                else
                {
                    count.AddCloud(key[2..], emails, onServer);
                }
            }

            return count;
        }

        /// <summary>The same by walking from account to account along what they have in common.</summary>
        public List<string> GroupsByWalking()
        {
            var groups = new List<string>();
            var left = Accounts.ToList();
            while (left.Count > 0)
            {
                var group = new List<(string Key, string[] Emails, string[] OnServer)> { left[0] };
                left.RemoveAt(0);
                for (var i = 0; i < group.Count; i++)
                {
                    var near = left.Where(other => Related(group[i], other)).ToList();
                    group.AddRange(near);
                    left.RemoveAll(near.Contains);
                }

                groups.Add(
                    string.Join(' ', group.Select(one => one.Key).Order(StringComparer.Ordinal))
                );
            }

            return [.. groups.Order(StringComparer.Ordinal)];

            static bool Related(
                (string Key, string[] Emails, string[] OnServer) one,
                (string Key, string[] Emails, string[] OnServer) other
            ) =>
                one.Emails.Intersect(other.Emails).Any()
                || one.OnServer.Any(login => $"s:{login}" == other.Key)
                || other.OnServer.Any(login => $"s:{login}" == one.Key);
        }
    }
}
