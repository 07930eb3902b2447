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
        if (delivery.Body.Encoding == BodyEncoding.Plain)
        {
            return delivery.Body.Bytes;
        }

        var json = new byte[delivery.Size];
        return IsWhole(delivery.Body, json)
            ? json
            : throw new InvalidDataException(
                $"The stored body of delivery {delivery.Id} is damaged."
            );
    }

    private static bool IsWhole(DeliveryBody body, Span<byte> json)
    {
        try
        {
            return (
                    body.Encoding == BodyEncoding.Snappy
                        ? Snappy.TryDecompress(body.Bytes, json, out var length)
                        : BrotliDecoder.TryDecompress(body.Bytes, json, out length)
                )
                && length == json.Length;
        }
        catch (InvalidDataException)
        {
            // Snappier's own, which does not say of which delivery.
            return false;
        }
    }
}
