namespace Portal.Tests.Harness;

/// <summary>How a test itself talks to servers that it started.</summary>
internal static class LocalHttp
{
    public static HttpClientHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
#pragma warning disable MA0039 // They are this machine's own; whether the portal checks certificates is asked of the portal.
            ServerCertificateCustomValidationCallback =
                HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
#pragma warning restore MA0039
        };
}
