namespace Sandbox;

/// <summary>Opens the files of one repository to whoever has the link, for five minutes.</summary>
internal sealed record DownloadToken(string Value, long RepositoryId, DateTimeOffset ExpiresAt);
