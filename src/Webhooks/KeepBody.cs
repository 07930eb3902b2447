using System.Buffers;
using System.IO.Compression;
using Portal.Data;
using Snappier;

namespace Portal.Webhooks;

/// <summary>
/// How a delivery's JSON is kept: compressed, by what costs the processor least, because it is done while GitHub waits. A webhook's
/// JSON becomes less than a third.
/// </summary>
public static class KeepBody
{
    public static DeliveryBody Of(ReadOnlySpan<byte> json, string headers)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Snappy.GetMaxCompressedLength(json.Length));
        try
        {
            var length = Snappy.Compress(json, buffer);
            var small = length < json.Length;
            return new DeliveryBody
            {
                Headers = headers,
                Bytes = small ? buffer.AsSpan(0, length).ToArray() : json.ToArray(),
                Encoding = small ? BodyEncoding.Snappy : BodyEncoding.Plain,
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The JSON as it was, of a delivery that was read with its body.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    public static byte[] Json(this Delivery delivery)
    {
        var kept = delivery.Body.Bytes;
        if (delivery.Body.Encoding == BodyEncoding.Plain)
        {
            return kept;
        }

        var json = new byte[delivery.Size];
        var whole =
            delivery.Body.Encoding == BodyEncoding.Snappy
                ? Snappy.TryDecompress(kept, json, out var length)
                : BrotliDecoder.TryDecompress(kept, json, out length);
        return whole && length == json.Length
            ? json
            : throw new InvalidDataException(
                $"The stored body of delivery {delivery.Id} is damaged."
            );
    }
}
