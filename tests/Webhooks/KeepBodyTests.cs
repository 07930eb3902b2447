using System.IO.Compression;
using System.Text;
using Portal.Data;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>What was kept, by this version or by an earlier one, is read as it came.</summary>
public sealed class KeepBodyTests
{
    private static readonly byte[] s_json = Encoding.UTF8.GetBytes(
        $$"""{"zen":"{{string.Concat(Enumerable.Repeat("Speak like a human. ", 500))}}"}"""
    );

    [Fact]
    public void A_body_is_kept_in_less_room_and_read_as_it_came()
    {
        var body = KeepBody.Of(s_json, "");

        Assert.Equal(BodyEncoding.Snappy, body.Encoding);
        Assert.True(body.Bytes.Length < s_json.Length / 3);
        Assert.Equal(s_json, Kept(body).Json());
    }

    [Fact]
    public void What_does_not_become_smaller_is_kept_as_it_is()
    {
        var body = KeepBody.Of("{}"u8, "");

        Assert.Equal(BodyEncoding.Plain, body.Encoding);
        Assert.Equal("{}"u8.ToArray(), Kept(body).Json());
    }

    [Fact]
    public void What_an_earlier_version_kept_is_read()
    {
        var bytes = new byte[BrotliEncoder.GetMaxCompressedLength(s_json.Length)];
        Assert.True(BrotliEncoder.TryCompress(s_json, bytes, out var length));
        var body = new DeliveryBody { Bytes = bytes[..length], Encoding = BodyEncoding.Brotli };

        Assert.Equal(s_json, Kept(body).Json());
    }

    [Theory]
    [InlineData(BodyEncoding.Snappy)]
    [InlineData(BodyEncoding.Brotli)]
    public void What_is_damaged_is_said_to_be(BodyEncoding encoding)
    {
        var body = new DeliveryBody { Bytes = [1, 2, 3, 4, 5], Encoding = encoding };

        var failure = Assert.Throws<InvalidDataException>(() => Kept(body).Json());
        Assert.Contains("delivery 7", failure.Message, StringComparison.Ordinal);
    }

    private static Delivery Kept(DeliveryBody body) =>
        new()
        {
            Id = 7,
            AppId = Guid.NewGuid(),
            Guid = Guid.NewGuid(),
            Event = "ping",
            Lane = "",
            ReceivedAt = default,
            Size = s_json.Length,
            Body = body,
            BodyHash = [],
            Sorted = true,
            State = DeliveryState.Received,
        };
}
