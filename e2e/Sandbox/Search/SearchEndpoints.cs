using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// Finding things of every kind, where whoever asks finds only what they may see.
/// https://docs.github.com/enterprise-server@3.19/rest/search/search
/// </summary>
internal static class SearchEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/search/repositories", RepositorySearch.FindAsync);
        api.Get("/search/code", CodeSearch.FindAsync);
        api.Get("/search/issues", IssueSearch.FindAsync);
        api.Get("/search/commits", CommitSearch.FindAsync);
        api.Get("/search/users", AccountSearch.FindAsync);
        api.Get("/search/topics", TopicSearch.FindAsync);
        api.Get("/search/labels", LabelSearch.FindAsync);
    }
}
