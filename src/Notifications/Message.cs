using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;

namespace Portal.Notifications;

/// <summary>What a channel is sent: for people a headline and a text, for programs every change.</summary>
/// <param name="Id">The same when the same is sent again.</param>
public sealed record Message(
    string Id,
    string Headline,
    string Text,
    IReadOnlyList<MessageChange> Changes,
    int More
)
{
    /// <summary>The body of a webhook.</summary>
    public byte[] ToJson(ChannelFormat format, DateTimeOffset at) =>
        format switch
        {
            ChannelFormat.Text => JsonSerializer.SerializeToUtf8Bytes(
                new TextBody($"{Headline}\n\n{Text}"),
                MessageJson.Default.TextBody
            ),
            ChannelFormat.Json => JsonSerializer.SerializeToUtf8Bytes(
                new JsonBody(Id, at, Headline, Text, Changes, More),
                MessageJson.Default.JsonBody
            ),
        };

    internal sealed record TextBody(string Text);

    internal sealed record JsonBody(
        string Id,
        DateTimeOffset At,
        string Headline,
        string Text,
        IReadOnlyList<MessageChange> Changes,
        int More
    );
}

/// <summary>What became of one host or connection, as programs read it.</summary>
/// <param name="Kind">"host" or "connection".</param>
/// <param name="Sentence">What it means and who can fix it.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Url">Its page of the portal.</param>
public sealed record MessageChange(
    NoticeChange Change,
    string Kind,
    Guid Id,
    string Name,
    string Host,
    Reason Reason,
    string Sentence,
    string? Detail,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    string Url
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(Message.TextBody))]
[JsonSerializable(typeof(Message.JsonBody))]
internal sealed partial class MessageJson : JsonSerializerContext;
