using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>All bodies together have so much room, and who takes none of it does not keep others out.</summary>
public sealed class BodyRoomTests
{
    private const int Kilobyte = 1024;

    [Fact]
    public async Task What_exceeds_the_room_is_refused_until_there_is_room_again()
    {
        using var room = new BodyRoom(128 * Kilobyte);
        var first = await room.ReadAsync(Request(100 * Kilobyte), Stop);
        Assert.NotNull(first);
        Assert.Equal(100 * Kilobyte, first.Bytes.Length);

        Assert.Null(await room.ReadAsync(Request(10), Stop));
        first.Dispose();

        using var second = await room.ReadAsync(Request(10), Stop);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_body_that_outgrows_the_room_on_the_way_is_refused_and_keeps_nothing()
    {
        using var room = new BodyRoom(128 * Kilobyte);

        Assert.Null(await room.ReadAsync(Request(129 * Kilobyte), Stop));

        using var fits = await room.ReadAsync(Request(127 * Kilobyte), Stop);
        Assert.Equal(127 * Kilobyte, fits?.Bytes.Length);
    }

    [Fact]
    public async Task Who_announces_much_and_sends_nothing_holds_next_to_nothing()
    {
        using var room = new BodyRoom(1024 * Kilobyte);
        var silent = new Pipe();
        var request = new DefaultHttpContext().Request;
        request.Body = silent.Reader.AsStream();
        request.ContentLength = BodyRoom.MaxBody;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var waiting = room.ReadAsync(request, patience.Token);

        using (var other = await room.ReadAsync(Request(900 * Kilobyte), Stop))
        {
            Assert.NotNull(other);
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        // What broke off gave its room back.
        using var all = await room.ReadAsync(Request(1023 * Kilobyte), Stop);
        Assert.NotNull(all);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * Kilobyte - 1)]
    [InlineData(64 * Kilobyte + 1)]
    [InlineData(5_000_000)]
    public async Task The_bytes_are_the_bytes(int length)
    {
        using var room = new BodyRoom();
        var body = new byte[length];
        new Random(length).NextBytes(body);

        using var announced = await room.ReadAsync(Request(body), Stop);
        using var chunked = await room.ReadAsync(Request(body, announced: false), Stop);

        Assert.Equal(body, announced!.Bytes.ToArray());
        Assert.Equal(body, chunked!.Bytes.ToArray());
    }

    private static HttpRequest Request(int length) => Request(new byte[length]);

    private static HttpRequest Request(byte[] body, bool announced = true)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentLength = announced ? body.Length : null;
        return request;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
