using System.Buffers;
using System.IO.Compression;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>How a delivery's JSON is kept: compressed, which costs a webhook's JSON four fifths and the processor little.</summary>
public static class KeepBody
{
    // More quality costs much more time for little less space; GitHub's payloads repeat themselves within 64 KiB.
    private const int Quality = 0;
    private const int Window = 16;

    public static DeliveryBody Of(ReadOnlySpan<byte> json, string headers)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(json.Length));
        try
        {
            var small =
                BrotliEncoder.TryCompress(json, buffer, out var length, Quality, Window)
                && length < json.Length;
            return new DeliveryBody
            {
                Headers = headers,
                Bytes = small ? buffer.AsSpan(0, length).ToArray() : json.ToArray(),
                Encoding = small ? BodyEncoding.Brotli : BodyEncoding.Plain,
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The JSON as it was, of a delivery that was read with its body.</summary>
    public static byte[] Json(this Delivery delivery)
    {
        if (delivery.Body.Encoding == BodyEncoding.Plain)
        {
            return delivery.Body.Bytes;
        }

        var json = new byte[delivery.Size];
        return
            BrotliDecoder.TryDecompress(delivery.Body.Bytes, json, out var length)
            && length == json.Length
            ? json
            : throw new InvalidDataException(
                $"The stored body of delivery {delivery.Id} is damaged."
            );
    }
}
