namespace Portal.Hosts;

/// <summary>A failed step as a text to send to whoever can fix it. It holds no secret: a step holds none.</summary>
public static class PreflightText
{
    public static string For(
        PreflightStep step,
        string hostUrl,
        string portalUrl,
        DateTimeOffset at
    ) =>
        $"""
            For {(step.Fixer is { } fixer ? HostWords.Of(fixer) : "whoever can fix it")}:

            The portal at {portalUrl} has a problem with {hostUrl}.
            Step: {HostWords.Of(step.Check)} ({HostWords.Of(step.Verdict)})
            Seen: {step.Seen}
            Likely cause: {step.Cause}
            When: {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC
            """;
}
