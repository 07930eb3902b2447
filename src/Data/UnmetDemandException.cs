namespace Portal.Data;

/// <summary>A write demanded that a row be there, and it is not: nothing of the write was done.</summary>
public sealed class UnmetDemandException : Exception
{
    private const string Text = "What the write demanded is not there.";

    public UnmetDemandException()
        : base(Text) { }

    public UnmetDemandException(Exception refusal)
        : base(Text, refusal) { }
}
