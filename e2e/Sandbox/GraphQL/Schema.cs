using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>Who asks, and what they may see.</summary>
internal sealed record Asking(ApiCall Call, Sight Sight)
{
    public World World => Call.World;
}

/// <summary>A field that is to be answered: what it belongs to, its arguments, and who asks.</summary>
internal sealed record FieldCall(object Source, JsonObject Arguments, Asking Asking)
{
    public World World => Asking.World;

    public string Text(string argument) => Arguments[argument]!.GetValue<string>();

    public DateTimeOffset? Time(string argument) =>
        Arguments[argument] is { } value
            ? DateTimeOffset.Parse(
                value.GetValue<string>(),
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal
            )
            : null;
}

/// <summary>A field of a type: its own type, its arguments, and how it is answered.</summary>
internal sealed record Field(
    string Name,
    TypeRef Type,
    IReadOnlyDictionary<string, TypeRef> Arguments,
    Func<FieldCall, Task<object?>> Resolve
)
{
    /// <summary>A field of what is a <typeparamref name="T"/> inside.</summary>
    public static Field Of<T>(
        string name,
        string type,
        Func<T, FieldCall, object?> answer,
        params (string Name, string Type)[] arguments
    ) => Later<T>(name, type, (source, call) => Task.FromResult(answer(source, call)), arguments);

    public static Field Of<T>(string name, string type, Func<T, object?> answer) =>
        Of<T>(name, type, (source, _) => answer(source));

    public static Field Later<T>(
        string name,
        string type,
        Func<T, FieldCall, Task<object?>> answer,
        params (string Name, string Type)[] arguments
    ) =>
        new(
            name,
            Parser.Type(type),
            arguments.ToDictionary(one => one.Name, one => Parser.Type(one.Type)),
            call => answer((T)call.Source, call)
        );
}

/// <summary>A type with fields. One that is abstract says of what it holds which type that really is.</summary>
internal sealed class GraphType(string name, params Field[] fields)
{
    private readonly Dictionary<string, Field> _fields = fields.ToDictionary(field => field.Name);

    public string Name => name;

    /// <summary>Null where the type itself is what something is.</summary>
    public Func<object, string>? NameOf { get; init; }

    /// <summary>The abstract types that this one is, too.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    public Field? Find(string field) => _fields.GetValueOrDefault(field);
}

/// <summary>
/// The part of GitHub's schema that is served, by the names of its types. What is not here is a scalar.
/// https://docs.github.com/graphql/reference
/// </summary>
internal static class Schema
{
    public const string Query = "Query";

    private static readonly Dictionary<string, GraphType> _types = (
        (GraphType[])
            [
                QueryType.Type,
                NodeType.Type,
                .. AccountTypes.All,
                .. RepositoryTypes.All,
                .. ContributionTypes.All,
            ]
    ).ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static GraphType? Find(string? name) =>
        name is null ? null : _types.GetValueOrDefault(name);

    /// <summary>Could something of the one type be of the other?</summary>
    public static bool Overlap(GraphType one, GraphType other) =>
        one == other || one.Interfaces.Contains(other.Name) || other.Interfaces.Contains(one.Name);
}
