namespace Sandbox.GraphQL;

/// <summary>
/// Follows each operation through its fragments: every variable is declared, used and of the right type, and no fragment
/// comes back to itself.
/// https://spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed
/// </summary>
internal sealed class Usage(Document document, Complaint complain)
{
    /// <summary>By the place of the definition they stand in, since a fragment's count where it is spread.</summary>
    private readonly Dictionary<string, List<(Argument Argument, TypeRef Type)>> _variables = new(
        StringComparer.Ordinal
    );

    public void Note(IReadOnlyList<object> path, Argument argument, TypeRef type)
    {
        if (argument.Value.Variable is not null && path.Count > 0)
        {
            var definition = (string)path[0];
            if (!_variables.TryGetValue(definition, out var all))
            {
                _variables[definition] = all = [];
            }

            all.Add((argument, type));
        }
    }

    public void Check()
    {
        foreach (var fragment in document.Fragments.Values.Where(Loops))
        {
            complain(
                $"Fragment {fragment.Name} contains an infinite loop",
                fragment.At,
                "infiniteLoop",
                [("fragmentName", fragment.Name)]
            );
        }

        foreach (var operation in document.Operations)
        {
            Check(operation);
        }
    }

    private void Check(Operation operation)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        Reach(operation.Selections, reached);
        var definitions = reached
            .Select(name => $"fragment {name}")
            .Prepend(
                operation.Name is null ? operation.Kind : $"{operation.Kind} {operation.Name}"
            );
        var uses = definitions
            .SelectMany(name => _variables.GetValueOrDefault(name) ?? [])
            .ToList();
        foreach (var (argument, type) in uses)
        {
            Check(operation, argument, type);
        }

        foreach (
            var unused in operation.Variables.Where(one =>
                uses.All(use => use.Argument.Value.Variable != one.Name)
            )
        )
        {
            complain(
                $"Variable ${unused.Name} is declared by {operation.Title} but not used",
                unused.At,
                "variableNotUsed",
                [("variableName", unused.Name)]
            );
        }
    }

    private void Check(Operation operation, Argument argument, TypeRef type)
    {
        var name = argument.Value.Variable!;
        var declared = operation.Variables.FirstOrDefault(one => one.Name == name);
        if (declared is null)
        {
            complain(
                $"Variable ${name} is used by {operation.Title} but not declared",
                argument.At,
                "variableNotDefined",
                [("variableName", name)]
            );
            return;
        }

        var given = declared.Default is null
            ? declared.Type
            : declared.Type with
            {
                NotNull = true,
            };
        if (!IsWithin(given, type))
        {
            var why =
                $"{given with { NotNull = false }}" == $"{type with { NotNull = false }}"
                    ? "Nullability"
                    : "Type";
            complain(
                $"{why} mismatch on variable ${name} and argument {argument.Name} ({declared.Type} / {type})",
                argument.At,
                "variableMismatch",
                [
                    ("variableName", name),
                    ("typeName", $"{declared.Type}"),
                    ("argumentName", argument.Name),
                    ("errorMessage", $"{why} mismatch"),
                ]
            );
        }
    }

    private static bool IsWithin(TypeRef given, TypeRef wanted) =>
        (given.NotNull || !wanted.NotNull)
        && given.Name == wanted.Name
        && (given.Item is null == wanted.Item is null)
        && (given.Item is null || IsWithin(given.Item, wanted.Item!));

    private bool Loops(Fragment fragment)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        Reach(fragment.Selections, reached);
        return reached.Contains(fragment.Name);
    }

    private void Reach(IEnumerable<Selection> selections, HashSet<string> reached)
    {
        foreach (var selection in selections)
        {
            if (selection is SpreadNode spread)
            {
                if (
                    reached.Add(spread.Name)
                    && document.Fragments.TryGetValue(spread.Name, out var fragment)
                )
                {
                    Reach(fragment.Selections, reached);
                }
            }
            else
            {
                Reach(
                    selection is FieldNode field
                        ? field.Selections
                        : ((InlineNode)selection).Selections,
                    reached
                );
            }
        }
    }
}
