using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// What a person contributed between two moments: pull requests opened, and commits that reached a default branch since the
/// sandbox started, whoever pushed them. The commits of the seed are not among them: git is not opened for this. What the
/// viewer may not see counts as restricted, and in the calendar.
/// https://docs.github.com/account-and-profile/reference/profile-contributions-reference
/// </summary>
internal sealed class Contributions
{
    private readonly List<Contribution> _all;

    private Contributions(
        World world,
        Account person,
        Sight sight,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        (Person, From, To) = (person, from, to);
        _all = [.. All(world, person, sight)];
        var within = _all.Where(one => one.At >= from && one.At <= to).ToList();
        Commits = within.Count(one => one is { IsSeen: true, IsPull: false });
        Pulls = within.Count(one => one is { IsSeen: true, IsPull: true });
        Restricted = within.Count(one => !one.IsSeen);
        Calendar = new ContributionCalendar(from, to, within.Select(one => one.At));
    }

    public Account Person { get; }
    public DateTimeOffset From { get; }
    public DateTimeOffset To { get; }
    public int Commits { get; }
    public int Pulls { get; }
    public int Restricted { get; }
    public ContributionCalendar Calendar { get; }

    /// <summary>Newest first, and all there are, whatever was asked for.</summary>
    public IEnumerable<int> Years =>
        _all.Select(one => one.At.UtcDateTime.Year).Distinct().OrderDescending();

    /// <summary>A year until now, or from or to what is given.</summary>
    public static Contributions Of(Account person, FieldCall call)
    {
        var to = call.Time("to") ?? call.Time("from")?.AddYears(1) ?? call.World.Clock.Now;
        var from = call.Time("from") ?? to.AddYears(-1);
        return to > from.AddYears(1)
                ? throw new FieldException(
                    "VALIDATION",
                    "The total time spanned by 'from' and 'to' must not exceed 1 year"
                )
            : from > to
                ? throw new FieldException("VALIDATION", "'from' must not be later than 'to'")
            : new Contributions(
                call.World,
                person,
                call.Asking.Sight,
                from.ToUniversalTime(),
                to.ToUniversalTime()
            );
    }

    private static IEnumerable<Contribution> All(World world, Account person, Sight sight)
    {
        foreach (var repository in world.Repositories.Values)
        {
            var seen = new Lazy<bool>(() => sight.Sees(repository, "metadata"));
            foreach (var pull in repository.Pulls.Values.Where(pull => pull.Author.Id == person.Id))
            {
                yield return new Contribution(pull.CreatedAt, seen.Value, IsPull: true);
            }

            foreach (
                var commit in repository.Arrived.Values.Where(commit =>
                    commit.Email == person.Email
                )
            )
            {
                yield return new Contribution(commit.At, seen.Value, IsPull: false);
            }
        }
    }

    private sealed record Contribution(DateTimeOffset At, bool IsSeen, bool IsPull);
}
