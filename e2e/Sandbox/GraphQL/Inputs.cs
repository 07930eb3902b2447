using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.GraphQL;

/// <summary>Variables and arguments: whether they are of their types, and what they are in the end.</summary>
internal static class Inputs
{
    /// <summary>The variables of an operation; an error where one is missing or of another type.</summary>
    public static JsonObject Variables(Operation operation, JsonObject? given)
    {
        var all = new JsonObject();
        foreach (var variable in operation.Variables)
        {
            if (given?.ContainsKey(variable.Name) == true)
            {
                var value = given[variable.Name];
                all[variable.Name] = Problem(variable.Type, value) is { } problem
                    ? throw Invalid(variable, value, problem)
                    : value?.DeepClone();
            }
            else if (variable.Default is { } otherwise)
            {
                all[variable.Name] = Of(otherwise, []);
            }
            else if (variable.Type.NotNull)
            {
                throw Invalid(variable, null, "Expected value to not be null");
            }
        }

        return all;
    }

    /// <summary>The arguments of a field; a variable that was left away leaves the argument away.</summary>
    public static JsonObject Arguments(IEnumerable<Argument> arguments, JsonObject variables)
    {
        var all = new JsonObject();
        foreach (var argument in arguments)
        {
            if (argument.Value.Variable is not { } name || variables.ContainsKey(name))
            {
                all[argument.Name] = Of(argument.Value, variables);
            }
        }

        return all;
    }

    /// <summary>Does a constant fit a type? Variables inside are looked at elsewhere.</summary>
    public static bool Fits(Value value, TypeRef type) =>
        value.Variable is not null
        || (
            value.Items is { } items
                ? type.Item is { } item && items.All(one => Fits(one, item))
                : Problem(type, value.Constant) is null
        );

    private static JsonNode? Of(Value value, JsonObject variables) =>
        value.Variable is { } name ? variables[name]?.DeepClone()
        : value.Items is { } items ? new JsonArray([.. items.Select(item => Of(item, variables))])
        : value.Constant?.DeepClone();

    private static string? Problem(TypeRef type, JsonNode? value)
    {
        if (value is null)
        {
            return type.NotNull ? "Expected value to not be null" : null;
        }

        if (type.Item is { } item)
        {
            return value is JsonArray items
                ? items
                    .Select(one => Problem(item, one))
                    .FirstOrDefault(problem => problem is not null)
                : Problem(item, value);
        }

        var kind = value.GetValueKind();
        var fits = type.Name switch
        {
            "Int" => kind == JsonValueKind.Number
                && int.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out _),
            "Float" => kind == JsonValueKind.Number,
            "Boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "ID" => kind is JsonValueKind.String or JsonValueKind.Number,
            "DateTime" => kind == JsonValueKind.String
                && DateTimeOffset.TryParse(
                    value.GetValue<string>(),
                    CultureInfo.InvariantCulture,
                    out _
                ),
            _ => kind == JsonValueKind.String,
        };
        return fits ? null : $"Could not coerce value {value.ToJsonString()} to {type.Name}";
    }

    private static DocumentException Invalid(Variable variable, JsonNode? value, string problem) =>
        new(
            new GraphQLError(
                $"Variable ${variable.Name} of type {variable.Type} was provided invalid value",
                variable.At
            )
            {
                Extensions = new JsonObject
                {
                    ["value"] = value?.DeepClone(),
                    ["problems"] = new JsonArray(
                        new JsonObject { ["path"] = new JsonArray(), ["explanation"] = problem }
                    ),
                },
            }
        );
}
