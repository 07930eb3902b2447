namespace Sandbox.Api;

/// <summary>
/// The conversation of a pull request.
/// https://docs.github.com/enterprise-server@3.19/rest/issues/comments
/// </summary>
internal static class CommentEndpoints
{
    private const string Issues = "/repos/{owner}/{repo}/issues";
    private const int Longest = 65_536;

    public static void Map(ApiMap api)
    {
        api.Get(Issues + "/comments", ListAll);
        api.Get(Issues + "/comments/{id}", call => Answer(call, Find(call, "read")));
        api.Patch(Issues + "/comments/{id}", EditAsync);
        api.Delete(Issues + "/comments/{id}", Delete);
        api.Get(Issues + "/{number}/comments", List);
        api.Post(Issues + "/{number}/comments", CreateAsync);
    }

    private static ApiAnswer ListAll(ApiCall call)
    {
        var (repository, _) = call.Issues("read");
        return List(call, [.. repository.Comments.Values.OrderBy(comment => comment.Id)]);
    }

    private static ApiAnswer List(ApiCall call)
    {
        var (pull, _) = call.Issue("read");
        return List(call, pull.Repository.CommentsOf(pull));
    }

    private static ApiAnswer List(ApiCall call, IReadOnlyCollection<IssueComment> comments)
    {
        var (items, link) = Paging.Of(call, comments);
        return ApiAnswer.Ok(
            Json.Array(items.Select(comment => CommentShape.Of(call.World, comment))),
            link
        );
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (pull, by) = call.Issue("write");
        var text = Text((await call.BodyAsync()).Required("body"));
        var comment = call.World.Comment(pull, text, by, call.ActingApp());
        var answer = ApiAnswer.Created(CommentShape.Of(call.World, comment));
        call.Http.Response.Headers.Location = answer.Body!["url"]!.GetValue<string>();
        return answer;
    }

    private static async Task<ApiAnswer> EditAsync(ApiCall call)
    {
        var comment = Find(call, "write");
        comment.Body = Text((await call.BodyAsync()).Required("body"));
        comment.UpdatedAt = call.World.Clock.Now;
        return Answer(call, comment);
    }

    private static ApiAnswer Delete(ApiCall call)
    {
        var comment = Find(call, "write");
        comment.Pull.Repository.Comments.TryRemove(comment.Id, out _);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Answer(ApiCall call, IssueComment comment) =>
        ApiAnswer.Ok(CommentShape.Of(call.World, comment));

    private static IssueComment Find(ApiCall call, string level)
    {
        var (repository, _) = call.Issues(level);
        return repository.Comments.GetValueOrDefault(call.Id("id")) ?? throw ApiRefusal.NotFound;
    }

    private static string Text(string body) =>
        string.IsNullOrWhiteSpace(body)
            ? throw ApiRefusal.Validation("IssueComment", "body", "custom", "body cannot be blank")
        : body.Length > Longest
            ? throw ApiRefusal.Validation(
                "IssueComment",
                "body",
                "custom",
                "body is too long (maximum is 65536 characters)"
            )
        : body;
}
