using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// The one address of GraphQL, for whoever has a token. What is wrong with a query comes in the answer, with status 200.
/// https://docs.github.com/graphql/guides/forming-calls-with-graphql
/// </summary>
internal static class GraphQLEndpoint
{
    public static void Map(ApiMap api) => api.GraphQL(AnswerAsync);

    private static async Task<ApiAnswer> AnswerAsync(ApiCall call)
    {
        if (call.Credentials().Scheme.Length == 0)
        {
            throw new ApiRefusal(401, "This endpoint requires you to be authenticated.");
        }

        var asking = new Asking(call, Sight.Of(call));
        var body = await call.BodyAsync();
        try
        {
            return await RunAsync(asking, body);
        }
        catch (DocumentException problem)
        {
            return Answer([problem.Error]);
        }
    }

    private static async Task<ApiAnswer> RunAsync(Asking asking, JsonObject body)
    {
        if (Text(body, "query") is not { Length: > 0 } query)
        {
            throw new DocumentException(
                new GraphQLError("A query attribute must be specified and must be a string.")
            );
        }

        var document = Parser.Parse(query);
        if (Validator.Check(document) is { Count: > 0 } problems)
        {
            return Answer(problems);
        }

        var operation = Chosen(document, Text(body, "operationName"));
        var variables = Inputs.Variables(operation, body["variables"] as JsonObject);
        var executor = new Executor(document, variables, asking);
        var data = await executor.RunAsync(operation);
        return Answer(executor.Errors, new JsonObject { ["data"] = data });
    }

    private static Operation Chosen(Document document, string? name) =>
        document
            .Operations.Where(operation => name is null || operation.Name == name)
            .ToList() switch
        {
            [var only] => only,
            [] when name is not null => throw new DocumentException(
                new GraphQLError($"No operation named \"{name}\"")
            ),
            _ => throw new DocumentException(new GraphQLError("An operation name is required")),
        };

    private static ApiAnswer Answer(IReadOnlyList<GraphQLError> errors, JsonObject? answer = null)
    {
        answer ??= [];
        if (errors.Count > 0)
        {
            answer["errors"] = Json.Array(errors.Select(error => error.Shape()));
        }

        return ApiAnswer.Ok(answer);
    }

    private static string? Text(JsonObject body, string name) =>
        body[name]?.GetValueKind() == JsonValueKind.String ? body[name]!.GetValue<string>() : null;
}
