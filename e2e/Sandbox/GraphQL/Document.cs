using System.Text.Json.Nodes;

namespace Sandbox.GraphQL;

/// <summary>Where in the document something stands; both count from one.</summary>
internal sealed record Place(int Line, int Column);

/// <summary>A type as it is written: <c>[String!]!</c>. Either a name or a list's item.</summary>
internal sealed record TypeRef(string? Name, TypeRef? Item, bool NotNull)
{
    public override string ToString() => (Item is null ? Name : $"[{Item}]") + (NotNull ? "!" : "");
}

/// <summary>A value: a variable, or a constant that may have variables inside.</summary>
internal sealed record Value(
    string? Variable,
    JsonNode? Constant,
    IReadOnlyList<Value>? Items,
    string Text
);

internal sealed record Argument(string Name, Value Value, Place At);

internal sealed record Directive(string Name, IReadOnlyList<Argument> Arguments, Place At);

internal abstract record Selection(IReadOnlyList<Directive> Directives, Place At);

internal sealed record FieldNode(
    string? Alias,
    string Name,
    IReadOnlyList<Argument> Arguments,
    IReadOnlyList<Directive> Directives,
    IReadOnlyList<Selection> Selections,
    Place At
) : Selection(Directives, At)
{
    /// <summary>Under which name it comes in the answer.</summary>
    public string Key => Alias ?? Name;
}

/// <summary><c>...Name</c></summary>
internal sealed record SpreadNode(string Name, IReadOnlyList<Directive> Directives, Place At)
    : Selection(Directives, At);

/// <summary><c>... on Type { }</c>, where the type may be missing.</summary>
internal sealed record InlineNode(
    string? Type,
    IReadOnlyList<Directive> Directives,
    IReadOnlyList<Selection> Selections,
    Place At
) : Selection(Directives, At);

internal sealed record Variable(string Name, TypeRef Type, Value? Default, Place At);

internal sealed record Operation(
    string Kind,
    string? Name,
    IReadOnlyList<Variable> Variables,
    IReadOnlyList<Selection> Selections,
    Place At
)
{
    /// <summary>As error messages call it.</summary>
    public string Title => Name is null ? $"anonymous {Kind}" : Name;
}

internal sealed record Fragment(
    string Name,
    string Type,
    IReadOnlyList<Selection> Selections,
    Place At
);

/// <summary>What a caller sent, parsed.</summary>
internal sealed record Document(
    IReadOnlyList<Operation> Operations,
    IReadOnlyDictionary<string, Fragment> Fragments
);
