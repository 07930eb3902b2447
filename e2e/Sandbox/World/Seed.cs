namespace Sandbox;

/// <summary>What the server holds at its start: always the same, with the same ids.</summary>
internal static class Seed
{
    private static readonly DateTimeOffset _begin = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] _languages = ["C#", "Go", "TypeScript", "Python", "Rust"];

    /// <summary>The author of first commits where no person suggests itself.</summary>
    public static Account Robot { get; } =
        new()
        {
            Id = 0,
            Login = "sandbox-seed",
            Name = "Sandbox Seed",
        };

    public static void Fill(World world)
    {
        var octocat = Person(world, "octocat", "Mona Octocat", siteAdmin: !world.Flavour.IsCloud());
        var hubot = Person(world, "hubot", "Hubot Østergård");
        var monalisa = Person(world, "monalisa", "Mona Lisa");
        Person(world, "nobody", "No Body").IsDormant = true;
        var acme = Organization(world, "acme", "Acme & Sons", octocat, hubot);
        var globex = Organization(world, "globex", "Globex <Worldwide>", octocat);
        var initech = Organization(world, "initech", "Initech", monalisa);
        foreach (var (owner, names) in SeedNames.Repositories(acme, globex, initech, octocat))
        {
            foreach (var name in names)
            {
                Add(world, owner, name);
            }
        }

        foreach (var (pull, index) in SeedNames.PullRequests.Select((pull, index) => (pull, index)))
        {
            var repository = world.FindRepository(pull.Repository)!;
            var author =
                repository.Owner.Id == initech.Id ? monalisa
                : index % 3 == 1 && repository.Owner.Id == acme.Id ? hubot
                : octocat;
            Open(world, repository, author, pull.Title, index);
        }

        world.Enterprise = new Account
        {
            Id = world.NextId(),
            Login = World.EnterpriseSlug,
            Name = "Sandbox, Inc.",
            Kind = AccountKind.Enterprise,
        };
        world.Enterprise.Owners.Add(octocat.Login);
        world.Enterprise.Members.UnionWith([octocat.Login, hubot.Login]);
    }

    private static Account Person(World world, string login, string name, bool siteAdmin = false) =>
        Keep(
            world,
            new Account
            {
                Id = world.NextId(),
                Login = login,
                Name = name,
                SiteAdmin = siteAdmin,
            }
        );

    private static Account Organization(
        World world,
        string login,
        string name,
        Account owner,
        params Account[] members
    )
    {
        var organization = new Account
        {
            Id = world.NextId(),
            Login = login,
            Name = name,
            Kind = AccountKind.Organization,
            // A server is one enterprise's; on a cloud others live there too.
            IsInEnterprise = !world.Flavour.IsCloud() || login != "initech",
        };
        organization.Owners.Add(owner.Login);
        organization.Members.UnionWith(members.Append(owner).Select(member => member.Login));
        return Keep(world, organization);
    }

    private static Account Keep(World world, Account account) =>
        world.Accounts[account.Login] = account;

    private static void Add(World world, Account owner, string name)
    {
        var id = world.NextId();
        var created = _begin.AddHours(id * 5);
        world.Add(
            new Repository
            {
                Id = id,
                Owner = owner,
                Name = name,
                Description = SeedNames.Description(name, id),
                Visibility =
                    name == "public-site" ? Visibility.Public
                    : id % 10 < 6 ? Visibility.Private
                    : id % 10 < 9 && owner.IsOrganization ? Visibility.Internal
                    : Visibility.Public,
                Archived = name.StartsWith("old-", StringComparison.Ordinal) || id % 41 == 0,
                Empty = name == "empty",
                DefaultBranch =
                    name == "trunk-based" ? "trunk"
                    : id % 17 == 0 ? "master"
                    : "main",
                Language = name == "empty" ? null : _languages[id % _languages.Length],
                Topics = id % 4 == 0 ? ["platform", "team-" + (id % 7)] : [],
                CreatedAt = created,
                UpdatedAt = created.AddDays(10),
                PushedAt = created.AddDays(9),
            }
        );
    }

    /// <summary>Every eleventh is merged, every thirteenth closed, every ninth a draft.</summary>
    private static void Open(
        World world,
        Repository repository,
        Account author,
        string title,
        int index
    )
    {
        var number = repository.NextNumber();
        var at = repository.CreatedAt.AddDays(20).AddHours(number * 7);
        var merged = index % 11 == 10;
        var closed = merged || index % 13 == 12;
        repository.Pulls[number] = new PullRequest
        {
            Id = world.NextId(),
            Number = number,
            Repository = repository,
            Author = author,
            Head = Branch(number, title),
            Base = repository.DefaultBranch,
            Title = title,
            Body = index % 4 == 3 ? null : $"What and why.\n\n* {title}\n* [x] tested",
            Draft = !closed && index % 9 == 8,
            IsOpen = !closed,
            CreatedAt = at,
            UpdatedAt = at.AddHours(3),
            ClosedAt = closed ? at.AddHours(3) : null,
            MergedAt = merged ? at.AddHours(3) : null,
            MergedBy = merged ? author : null,
        };
        repository.UpdatedAt = repository.PushedAt = at.AddHours(3);
    }

    private static string Branch(int number, string title)
    {
        var slug = Slug.Of(title);
        return $"feature/{number}-{slug[..Math.Min(20, slug.Length)]}".TrimEnd('-');
    }
}
