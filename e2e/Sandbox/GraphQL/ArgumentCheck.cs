namespace Sandbox.GraphQL;

/// <summary>
/// Arguments of fields and directives: known, of the right type, and there where they have to be.
/// https://spec.graphql.org/October2021/#sec-Validation.Arguments
/// </summary>
/// <param name="note">Told of every argument that fits, since a variable's type is looked at later.</param>
internal sealed class ArgumentCheck(Complaint complain, Action<Argument, TypeRef> note)
{
    private static readonly Dictionary<string, TypeRef> _condition = new()
    {
        ["if"] = Parser.Type("Boolean!"),
    };

    public void Directives(Selection selection)
    {
        foreach (var directive in selection.Directives)
        {
            if (directive.Name is "include" or "skip")
            {
                Check("Directive", directive.Name, _condition, directive.Arguments, directive.At);
            }
            else
            {
                complain(
                    $"Directive @{directive.Name} is not defined",
                    directive.At,
                    "undefinedDirective",
                    ("directiveName", directive.Name)
                );
            }
        }
    }

    public void Check(
        string kind,
        string name,
        IReadOnlyDictionary<string, TypeRef> known,
        IReadOnlyList<Argument> given,
        Place at
    )
    {
        foreach (var argument in given)
        {
            if (!known.TryGetValue(argument.Name, out var type))
            {
                complain(
                    $"{kind} '{name}' doesn't accept argument '{argument.Name}'",
                    argument.At,
                    "argumentNotAccepted",
                    ("name", name),
                    ("typeName", kind),
                    ("argumentName", argument.Name)
                );
            }
            else if (!Inputs.Fits(argument.Value, type))
            {
                complain(
                    $"Argument '{argument.Name}' on {kind} '{name}' has an invalid value ({argument.Value.Text}). Expected type '{type}'.",
                    argument.At,
                    "argumentLiteralsIncompatible",
                    ("typeName", kind),
                    ("argumentName", argument.Name)
                );
            }
            else
            {
                note(argument, type);
            }
        }

        var missing = known
            .Where(one => one.Value.NotNull && given.All(argument => argument.Name != one.Key))
            .Select(one => one.Key)
            .ToList();
        if (missing.Count > 0)
        {
            complain(
                $"{kind} '{name}' is missing required arguments: {string.Join(", ", missing)}",
                at,
                "missingRequiredArguments",
                ("className", kind),
                ("name", name),
                ("arguments", string.Join(", ", missing))
            );
        }
    }
}

/// <summary>Takes an error: a message, where it is, its code, and what else its extensions say.</summary>
internal delegate void Complaint(
    string message,
    Place at,
    string code,
    params (string Name, string Value)[] more
);
