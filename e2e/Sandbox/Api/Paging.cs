using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Sandbox.Api;

/// <summary>
/// Pages and their Link header.
/// https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
/// </summary>
internal static class Paging
{
    public static (int Page, int PerPage) Of(ApiCall call) =>
        (Math.Max(1, Number(call, "page", 1)), Math.Clamp(Number(call, "per_page", 30), 1, 100));

    public static (IEnumerable<T> Items, string? Link) Of<T>(
        ApiCall call,
        IReadOnlyCollection<T> all
    )
    {
        var (page, perPage) = Of(call);
        return (all.Skip((page - 1) * perPage).Take(perPage), Link(call, all.Count));
    }

    /// <summary>The links to the neighbours; null when everything fits on one page.</summary>
    public static string? Link(ApiCall call, int total)
    {
        var (page, perPage) = Of(call);
        var last = Math.Max(1, (total + perPage - 1) / perPage);
        var links = new List<string>();
        if (page > 1)
        {
            links.Add(One(call, "page", Text(Math.Min(page - 1, last)), "prev"));
        }

        if (page < last)
        {
            links.Add(One(call, "page", Text(page + 1), "next"));
            links.Add(One(call, "page", Text(last), "last"));
        }

        if (page > 1)
        {
            links.Add(One(call, "page", "1", "first"));
        }

        return links.Count == 0 ? null : string.Join(", ", links);
    }

    public static string One(ApiCall call, string name, string value, string relation)
    {
        var query = call
            .Http.Request.Query.Where(pair => pair.Key != name)
            .SelectMany(pair =>
                pair.Value.Select(text => KeyValuePair.Create(pair.Key, text ?? ""))
            )
            .Append(KeyValuePair.Create(name, value));
        var address =
            AccountShape.Api(call.World)
            + call.Http.Request.Path.ToUriComponent()["/api/v3".Length..]
            + new QueryBuilder(query);
        return $"<{address}>; rel=\"{relation}\"";
    }

    private static int Number(ApiCall call, string name, int otherwise) =>
        int.TryParse(
            call.Query(name),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : otherwise;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
