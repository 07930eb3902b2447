namespace Sandbox;

/// <summary>A label of a repository, which its pull requests may carry.</summary>
public sealed class Label
{
    public required long Id { get; init; }
    public required string Name { get; set; }

    /// <summary>Six hexadecimal digits, without a "#".</summary>
    public required string Color { get; set; }
    public string? Description { get; set; }
}
