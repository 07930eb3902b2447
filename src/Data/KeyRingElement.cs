namespace Portal.Data;

/// <summary>One element of the Data Protection key ring; its key material is encrypted by the portal's certificate.</summary>
public sealed class KeyRingElement
{
    public int Id { get; init; }
    public required string Name { get; init; }
    public required string Xml { get; init; }
}
