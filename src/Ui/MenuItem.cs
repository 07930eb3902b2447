namespace Portal.Ui;

/// <summary>A component that a feature puts into the menu, which may be empty; the layout itself knows no feature.</summary>
public sealed record MenuItem(Type Component);
