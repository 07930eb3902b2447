namespace Portal.Apps;

/// <summary>
/// A part of an app's page that another feature brings. The component gets the row as <c>App</c> and, as <c>Version</c>, a
/// number that changes with its rows.
/// </summary>
public sealed record AppPart(Type Component);
