namespace Portal.Apps;

/// <summary>What is said to a colleague with a hand-over link: a title and a sentence each.</summary>
internal static class HandOverWords
{
    public const string Done = "done";
    public const string Unfinished = "unfinished";
    public const string Nothing = "nothing";

    /// <summary>How a way back ended; null for what is no such ending.</summary>
    public static (string Title, string Text)? Of(string ending) =>
        ending switch
        {
            Done => (
                "Done; you can close this",
                "The app was created. Whoever sent you the link goes on from here."
            ),
            Unfinished => (
                "The app was created; you can close this",
                "Its key could not be fetched from the server yet. Whoever sent you the link sees why, and what to do."
            ),
            Nothing => (
                "Nothing was created",
                "You came back from the server without having created the app. Ask whoever sent you the link for another one."
            ),
            _ => Enum.TryParse<ReturnVerdict>(ending, ignoreCase: true, out var verdict)
            && !int.TryParse(ending, out _)
                ? Of(verdict)
                : null,
        };

    public static (string Title, string Text) Of(HandOverVerdict verdict) =>
        verdict switch
        {
            HandOverVerdict.Expired => (
                "This link has expired",
                "It worked for 24 hours. Ask whoever sent it for another one."
            ),
            HandOverVerdict.Used => (
                "This link was used already",
                "Its button works once. If it was you who pressed it, go on in the tab where you did; otherwise tell whoever sent the link, and ask for another one."
            ),
            HandOverVerdict.Settled => (
                "The app is there already",
                "Somebody created it meanwhile. Nothing is left to do."
            ),
            HandOverVerdict.Good or HandOverVerdict.Unknown => (
                "This link does not work",
                "It was ended, replaced by another, or not copied whole. Ask whoever sent it for another one."
            ),
        };

    private static (string Title, string Text)? Of(ReturnVerdict verdict) =>
        verdict switch
        {
            ReturnVerdict.Accepted => null,
            ReturnVerdict.Expired => (
                "You were away for more than an hour",
                "The way back from the server works for 60 minutes. Nothing was stored. If you created the app, delete it on the server, and ask for another link."
            ),
            ReturnVerdict.Used => (
                "This step was taken already",
                "You came back from the server with this address before. What it brought is stored, and coming again changes nothing. You can close this."
            ),
            ReturnVerdict.Foreign => (
                "This is not the browser that left",
                "Only the browser in which the link's button was pressed can come back with the app. Nothing was stored. Open the last page of the server there."
            ),
            ReturnVerdict.SecondApp => (
                "There is an app already",
                "Somebody created the app meanwhile. The one that you created just now is not used: delete it in the owner's list of apps on the server."
            ),
            ReturnVerdict.Unknown => (
                "The portal does not know this way back",
                "The link was ended while you were away. Nothing was stored. If you created the app, delete it on the server, and ask for another link."
            ),
        };
}
