using System.Text.Json.Nodes;

namespace Sandbox.GraphQL;

/// <summary>
/// Holds a document against the schema, all of it before any of it is run. Errors are in GitHub's words, with its codes.
/// https://spec.graphql.org/October2021/#sec-Validation
/// </summary>
internal sealed class Validator
{
    private readonly Document _document;
    private readonly List<GraphQLError> _errors = [];
    private readonly List<object> _path = [];
    private readonly HashSet<string> _spread = new(StringComparer.Ordinal);
    private readonly Usage _usage;
    private readonly ArgumentCheck _arguments;

    private Validator(Document document)
    {
        _document = document;
        _usage = new Usage(document, Complain);
        _arguments = new ArgumentCheck(
            Complain,
            (argument, type) => _usage.Note(_path, argument, type)
        );
    }

    public static IReadOnlyList<GraphQLError> Check(Document document)
    {
        var validator = new Validator(document);
        validator.Check();
        return validator._errors;
    }

    private void Check()
    {
        foreach (var operation in _document.Operations)
        {
            if (operation.Kind != "query")
            {
                Complain(
                    $"Schema is not configured for {operation.Kind}s",
                    operation.At,
                    "missingOperationType"
                );
                continue;
            }

            Inside(
                operation.Name is null ? "query" : $"query {operation.Name}",
                () => Selections(Schema.Find(Schema.Query)!, operation.Selections)
            );
        }

        foreach (var fragment in _document.Fragments.Values)
        {
            Inside(
                $"fragment {fragment.Name}",
                () => Typed(fragment.Type, null, fragment.Selections, fragment.At)
            );
        }

        foreach (
            var unused in _document.Fragments.Values.Where(fragment =>
                !_spread.Contains(fragment.Name)
            )
        )
        {
            Complain(
                $"Fragment {unused.Name} was defined, but not used",
                unused.At,
                "useAndDefineFragment",
                ("fragmentName", unused.Name)
            );
        }

        _usage.Check();
    }

    private void Selections(GraphType type, IReadOnlyList<Selection> selections)
    {
        foreach (var selection in selections)
        {
            _arguments.Directives(selection);
            switch (selection)
            {
                case FieldNode node:
                    Inside(node.Key, () => Field(type, node));
                    break;
                case InlineNode node:
                    Inside(
                        node.Type is null ? "..." : $"... on {node.Type}",
                        () => Typed(node.Type ?? type.Name, type, node.Selections, node.At)
                    );
                    break;
                case SpreadNode node:
                    Inside($"... {node.Name}", () => Spread(type, node));
                    break;
            }
        }
    }

    private void Field(GraphType type, FieldNode node)
    {
        if (node.Name == "__typename")
        {
            return;
        }

        if (type.Find(node.Name) is not { } field)
        {
            Complain(
                $"Field '{node.Name}' doesn't exist on type '{type.Name}'",
                node.At,
                "undefinedField",
                ("typeName", type.Name),
                ("fieldName", node.Name)
            );
            return;
        }

        _arguments.Check("Field", node.Name, field.Arguments, node.Arguments, node.At);
        var inner = Named(field.Type);
        if (Schema.Find(inner) is { } composite)
        {
            if (node.Selections.Count == 0)
            {
                Complain(
                    $"Field must have selections (field '{node.Name}' returns {inner} but has no selections. Did you mean '{node.Name} {{ ... }}'?)",
                    node.At,
                    "selectionMismatch",
                    ("nodeName", $"field '{node.Name}'"),
                    ("typeName", inner)
                );
            }

            Selections(composite, node.Selections);
        }
        else if (node.Selections.Count > 0)
        {
            var asked = string.Join(
                ", ",
                node.Selections.OfType<FieldNode>().Select(one => $"\"{one.Name}\"")
            );
            Complain(
                $"Selections can't be made on scalars (field '{node.Name}' returns {inner} but has selections [{asked}])",
                node.At,
                "selectionMismatch",
                ("nodeName", $"field '{node.Name}'"),
                ("typeName", inner)
            );
        }
    }

    private void Spread(GraphType type, SpreadNode node)
    {
        _spread.Add(node.Name);
        if (!_document.Fragments.TryGetValue(node.Name, out var fragment))
        {
            Complain(
                $"Fragment {node.Name} was used, but not defined",
                node.At,
                "useAndDefineFragment",
                ("fragmentName", node.Name)
            );
        }
        else if (Schema.Find(fragment.Type) is { } inner && !Schema.Overlap(type, inner))
        {
            Complain(
                $"Fragment {node.Name} on {inner.Name} can't be spread inside {type.Name}",
                node.At,
                "cannotSpreadFragment",
                ("typeName", type.Name),
                ("fragmentName", node.Name)
            );
        }
    }

    private void Typed(
        string name,
        GraphType? around,
        IReadOnlyList<Selection> selections,
        Place at
    )
    {
        if (Schema.Find(name) is not { } type)
        {
            Complain(
                $"No such type {name}, so it can't be a fragment condition",
                at,
                "undefinedType",
                ("typeName", name)
            );
        }
        else if (around is not null && !Schema.Overlap(around, type))
        {
            Complain(
                $"Fragment on {name} can't be spread inside {around.Name}",
                at,
                "cannotSpreadFragment",
                ("typeName", around.Name),
                ("fragmentName", "unknown")
            );
        }
        else
        {
            Selections(type, selections);
        }
    }

    private void Inside(string step, Action check)
    {
        _path.Add(step);
        check();
        _path.RemoveAt(_path.Count - 1);
    }

    private void Complain(
        string message,
        Place at,
        string code,
        params (string Name, string Value)[] more
    )
    {
        var extensions = new JsonObject { ["code"] = code };
        foreach (var (name, value) in more)
        {
            extensions[name] = value;
        }

        _errors.Add(new GraphQLError(message, at) { Path = [.. _path], Extensions = extensions });
    }

    private static string Named(TypeRef type) => type.Item is { } item ? Named(item) : type.Name!;
}
