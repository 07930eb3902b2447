namespace Portal.Ui;

/// <summary>The names of the portal's rate limits, for the pages that are under one.</summary>
public static class RateLimits
{
    /// <summary>For forms that strangers may send: few a minute from one address.</summary>
    public const string Strangers = "strangers";
}
