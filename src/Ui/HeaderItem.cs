namespace Portal.Ui;

/// <summary>A component that a feature puts into every page's header; the layout itself knows no feature.</summary>
public sealed record HeaderItem(Type Component);
