using System.Security.Cryptography;
using System.Text;

namespace Sandbox;

/// <summary>
/// A large server for load tests, in seconds: repositories and pull requests that exist in memory. Git comes into being
/// behind one of them only when it is asked for.
/// </summary>
internal static class SeedScale
{
    public const string Organization = "megacorp";

    private static readonly DateTimeOffset _begin = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Adds an organization of octocat's with so many repositories, and spreads the pull requests over them.</summary>
    public static void Fill(World world, int repositories, int pullRequests)
    {
        var owner = Owner(world);
        var author = world.FindAccount("octocat")!;
        for (var index = 0; index < repositories; index++)
        {
            var at = _begin.AddMinutes(index);
            var repository = new Repository
            {
                Id = world.NextId(),
                Owner = owner,
                Name = $"service-{index:D5}",
                Description = $"Service {index}",
                Visibility = index % 3 == 0 ? Visibility.Internal : Visibility.Private,
                Language = "C#",
                CreatedAt = at,
                UpdatedAt = at,
                PushedAt = at,
            };
            world.Add(repository);
            var pulls = pullRequests / repositories + (index < pullRequests % repositories ? 1 : 0);
            for (var pull = 0; pull < pulls; pull++)
            {
                Open(world, repository, author, at.AddHours(pull));
            }
        }
    }

    /// <summary>Looks like a commit; there is none until somebody asks git.</summary>
    private static string Sha(string of) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..40];

    private static Account Owner(World world)
    {
        if (world.FindAccount(Organization) is { } already)
        {
            return already;
        }

        var owner = new Account
        {
            Id = world.NextId(),
            Login = Organization,
            Name = "Megacorp",
            Kind = AccountKind.Organization,
            IsInEnterprise = true,
        };
        owner.Owners.Add("octocat");
        owner.Members.Add("octocat");
        return world.Accounts[owner.Login] = owner;
    }

    private static void Open(World world, Repository repository, Account author, DateTimeOffset at)
    {
        var number = repository.NextNumber();
        repository.Pulls[number] = new PullRequest
        {
            Id = world.NextId(),
            Number = number,
            Repository = repository,
            Author = author,
            Head = $"feature/{number}",
            Base = repository.DefaultBranch,
            Title = $"Change {number} of {repository.Name}",
            HeadSha = Sha($"{repository.FullName}#{number}"),
            BaseSha = Sha(repository.FullName),
            CreatedAt = at,
            UpdatedAt = at,
        };
    }
}
