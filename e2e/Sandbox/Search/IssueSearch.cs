using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// Issues, of which there are only pull requests, by title, text and comments.
/// https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests
/// </summary>
internal static class IssueSearch
{
    private static readonly string[] _names =
    [
        .. SearchScope.Names,
        "in",
        "type",
        "state",
        "author",
        "commenter",
        "involves",
        "assignee",
        "label",
        "no",
        "head",
        "base",
        "draft",
        "comments",
        "created",
        "updated",
        "closed",
        "merged",
    ];

    public static Task<ApiAnswer> FindAsync(ApiCall call)
    {
        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call, _names);
        var scope = SearchScope.Of(call, query, "issues", "pull_requests");
        CheckAuthors(call.World, query, scope.Sight);
        var hits = scope
            .Repositories.Where(repository => SearchScope.FitsLanguage(query, repository.Language))
            .SelectMany(repository =>
                repository.Pulls.Values.OrderByDescending(pull => pull.Number)
            )
            .Where(pull => Fits(query, scope.Sight, pull))
            .Select(pull =>
                (pull, texts: query.In(Texts(query, pull), "title", "body", "comments"))
            )
            .Where(found => query.Fits(found.texts))
            .Select(found => Hit(call.World, found.pull, found.texts))
            .ToList();
        return SearchAnswer.OfAsync(call, query, hits, type: "lexical");
    }

    private static void CheckAuthors(World world, SearchQuery query, Sight sight)
    {
        var authors = query
            .Values("author")
            .Select(value => SearchScope.Login(sight, value))
            .ToList();
        var known = authors.Any(login =>
            world.FindAccount(login) is not null
            || world.Apps.Values.Any(app => Is(app.Bot.Login, login))
        );
        if (authors.Count > 0 && !known)
        {
            throw SearchQuery.Invalid(
                "The listed users cannot be searched either because the users do not exist or you do not have permission to view the users."
            );
        }
    }

    private static bool Fits(SearchQuery query, Sight sight, PullRequest pull)
    {
        bool Named(string value, Account account) =>
            Is(SearchScope.Login(sight, value), account.Login);
        bool Comments(string value) =>
            pull.Repository.CommentsOf(pull).Any(comment => Named(value, comment.Author));
        return query.AllowsAll("is", value => IsA(pull, value))
            && query.AllowsAll("type", value => IsA(pull, value))
            && query.Allows("state", value => Is(value, pull.State))
            && query.Allows("author", value => Named(value, pull.Author))
            && query.Allows("commenter", Comments)
            && query.Allows("involves", value => Named(value, pull.Author) || Comments(value))
            // Nobody is assigned to anything.
            && query.Allows("assignee", _ => false)
            && query.AllowsAll("label", pull.Labels.ContainsKey)
            && query.AllowsAll("no", value => value != "label" || pull.Labels.IsEmpty)
            && query.Allows("head", value => pull.Head.StartsWith(value, StringComparison.Ordinal))
            && query.Allows("base", value => pull.Base.StartsWith(value, StringComparison.Ordinal))
            && query.Allows("draft", value => Is(value, "true") == pull.Draft)
            && (
                !query.Has("comments")
                || query.Allows("comments", pull.Repository.CommentsOf(pull).Count)
            )
            && query.Allows("created", pull.CreatedAt)
            && query.Allows("updated", pull.UpdatedAt)
            && query.Allows("closed", pull.ClosedAt)
            && query.Allows("merged", pull.MergedAt);
    }

    private static bool IsA(PullRequest pull, string value) =>
        value switch
        {
            "pr" or "pull-request" => true,
            "open" or "closed" => pull.State == value,
            "merged" => pull.MergedAt is not null,
            "unmerged" => pull.MergedAt is null,
            "draft" => pull.Draft,
            "unlocked" => true,
            // The scope has seen to these.
            "public" or "private" or "internal" => RepositoryShape.NameOf(
                pull.Repository.Visibility
            ) == value,
            _ => false,
        };

    private static List<SearchText> Texts(SearchQuery query, PullRequest pull)
    {
        var texts = new List<SearchText> { new("title", pull.Title), new("body", pull.Body) };
        if (query.Words.Count > 0)
        {
            texts.AddRange(
                pull.Repository.CommentsOf(pull)
                    .Select(comment => new SearchText("comments", "body", comment.Body))
            );
        }

        return texts;
    }

    private static SearchHit Hit(World world, PullRequest pull, IReadOnlyList<SearchText> texts) =>
        new("Issue", texts, () => Shape(world, pull))
        {
            Sorts = new Dictionary<string, long>
            {
                ["created"] = pull.CreatedAt.Ticks,
                ["updated"] = pull.UpdatedAt.Ticks,
                ["comments"] = pull.Repository.CommentsOf(pull).Count,
            },
        };

    /// <summary>A search leaves an empty text away.</summary>
    private static JsonObject Shape(World world, PullRequest pull)
    {
        var shape = CommentShape.Issue(world, pull);
        if (pull.Body is null)
        {
            shape.Remove("body");
        }

        return shape;
    }

    private static bool Is(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
