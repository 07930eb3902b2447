using System.Collections;
using System.Text.Json.Nodes;

namespace Sandbox.GraphQL;

/// <summary>
/// Answers one operation of a valid document, field by field. A field that fails is null and leaves an error; where it must
/// not be null, what it belongs to is.
/// https://spec.graphql.org/October2021/#sec-Execution
/// </summary>
internal sealed class Executor(Document document, JsonObject variables, Asking asking)
{
    private readonly List<GraphQLError> _errors = [];

    public IReadOnlyList<GraphQLError> Errors => _errors;

    /// <summary>What becomes <c>data</c>; null where an error went all the way up.</summary>
    public async Task<JsonNode?> RunAsync(Operation operation)
    {
        try
        {
            return await ObjectAsync(Schema.Find(Schema.Query)!, asking, operation.Selections, []);
        }
        catch (NullException)
        {
            return null;
        }
    }

    private async Task<JsonObject> ObjectAsync(
        GraphType type,
        object source,
        IEnumerable<Selection> selections,
        IReadOnlyList<object> path
    )
    {
        var fields = new OrderedDictionary<string, List<FieldNode>>();
        Collect(type, selections, fields);
        var shape = new JsonObject();
        foreach (var (key, nodes) in fields)
        {
            shape[key] =
                nodes[0].Name == "__typename"
                    ? type.Name
                    : await FieldAsync(type.Find(nodes[0].Name)!, source, nodes, [.. path, key]);
        }

        return shape;
    }

    /// <summary>The fields of a selection with those of its fragments; equal ones become one.</summary>
    private void Collect(
        GraphType type,
        IEnumerable<Selection> selections,
        OrderedDictionary<string, List<FieldNode>> fields
    )
    {
        foreach (var selection in selections.Where(IsIncluded))
        {
            switch (selection)
            {
                case FieldNode node:
                    if (!fields.TryGetValue(node.Key, out var same))
                    {
                        fields[node.Key] = same = [];
                    }

                    same.Add(node);
                    CheckSame(same[0], node);
                    break;
                case InlineNode node:
                    Collect(type, node.Type, node.Selections, fields);
                    break;
                case SpreadNode node:
                    var fragment = document.Fragments[node.Name];
                    Collect(type, fragment.Type, fragment.Selections, fields);
                    break;
            }
        }
    }

    private void Collect(
        GraphType type,
        string? condition,
        IReadOnlyList<Selection> selections,
        OrderedDictionary<string, List<FieldNode>> fields
    )
    {
        if (condition is null || condition == type.Name || type.Interfaces.Contains(condition))
        {
            Collect(type, selections, fields);
        }
    }

    private static void CheckSame(FieldNode one, FieldNode other)
    {
        static string Arguments(FieldNode node) =>
            $"{{{string.Join(", ", node.Arguments.OrderBy(a => a.Name).Select(a => $"{a.Name}:{a.Value.Text}"))}}}";
        var (kind, first, second) =
            one.Name != other.Name
                ? ("a field", one.Name, other.Name)
                : ("an argument", Arguments(one), Arguments(other));
        if (first != second)
        {
            throw new DocumentException(
                new GraphQLError(
                    $"Field '{one.Key}' has {kind} conflict: {first} or {second}?",
                    one.At
                )
                {
                    Extensions = new JsonObject
                    {
                        ["code"] = "fieldConflict",
                        ["fieldName"] = one.Key,
                        ["conflicts"] = $"{first} or {second}",
                    },
                }
            );
        }
    }

    private bool IsIncluded(Selection selection) =>
        selection.Directives.All(directive =>
            Inputs.Arguments(directive.Arguments, variables)["if"]?.GetValue<bool>()
            == (directive.Name == "include")
        );

    private async Task<JsonNode?> FieldAsync(
        Field field,
        object source,
        List<FieldNode> nodes,
        IReadOnlyList<object> path
    )
    {
        asking.Call.Http.RequestAborted.ThrowIfCancellationRequested();
        try
        {
            var arguments = Inputs.Arguments(nodes[0].Arguments, variables);
            var value = await field.Resolve(new FieldCall(source, arguments, asking));
            return await CompleteAsync(field.Type, value, nodes, path);
        }
        catch (FieldException problem)
        {
            _errors.Add(
                new GraphQLError(problem.Message, nodes[0].At) { Type = problem.Type, Path = path }
            );
            return field.Type.NotNull ? throw new NullException() : null;
        }
        catch (NullException) when (!field.Type.NotNull)
        {
            return null;
        }
    }

    private async Task<JsonNode?> CompleteAsync(
        TypeRef type,
        object? value,
        List<FieldNode> nodes,
        IReadOnlyList<object> path
    )
    {
        if (value is null)
        {
            return type.NotNull
                ? throw new InvalidOperationException($"{string.Join('.', path)} must not be null.")
                : null;
        }

        if (type.Item is { } item)
        {
            var all = new JsonArray();
            foreach (var one in (IEnumerable)value)
            {
                all.Add(await CompleteAsync(item, one, nodes, [.. path, all.Count]));
            }

            return all;
        }

        return Schema.Find(type.Name) is { } declared
            ? await ObjectAsync(
                Schema.Find(declared.NameOf?.Invoke(value)) ?? declared,
                value,
                nodes.SelectMany(node => node.Selections),
                path
            )
            : Scalar(value);
    }

    private static JsonValue Scalar(object value) =>
        value switch
        {
            string text => JsonValue.Create(text),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            bool flag => JsonValue.Create(flag),
            DateTimeOffset time => JsonValue.Create(Api.Json.Iso(time)),
            DateOnly day => JsonValue.Create(
                day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            ),
            _ => throw new InvalidOperationException($"{value.GetType()} is no scalar."),
        };

    /// <summary>Something must not be null and is: whatever is around it becomes null instead.</summary>
    private sealed class NullException : Exception;
}
