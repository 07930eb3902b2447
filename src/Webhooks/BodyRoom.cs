using System.Buffers;
using System.Threading.RateLimiting;

namespace Portal.Webhooks;

/// <summary>
/// Reads the bodies of deliveries into memory, of which all of them together get 256 MiB: what exceeds it is refused at
/// once instead of waiting, because GitHub does not wait either. A body takes room as it arrives, so that a sender who
/// announces much and sends nothing holds next to none.
/// </summary>
public sealed class BodyRoom : IDisposable
{
    /// <summary>GitHub does not send more. https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap</summary>
    public const int MaxBody = 25 * 1024 * 1024;

    private const int Room = 256 * 1024 * 1024;

    /// <summary>In which portions room is taken: so many bodies of ordinary size fit as there are portions.</summary>
    private const int Portion = 64 * 1024;

    private readonly ConcurrencyLimiter _room;

    public BodyRoom()
        : this(Room) { }

    /// <param name="bytes">Room for all bodies together.</param>
    internal BodyRoom(int bytes) =>
        _room = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = bytes / Portion, QueueLimit = 0 }
        );

    /// <summary>The body, or null when there is no room for it now. Dispose of it to give the room back.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than <see cref="MaxBody"/>, or the sender broke off.</exception>
    public async Task<TakenBody?> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var leases = new List<RateLimitLease>(1);
        var buffer = ArrayPool<byte>.Shared.Rent(
            (int)Math.Clamp(request.ContentLength ?? 0, 4096, Portion)
        );
        var length = 0;
        try
        {
            while (true)
            {
                if (length >= leases.Count * (long)Portion)
                {
                    leases.Add(_room.AttemptAcquire());
                    if (!leases[^1].IsAcquired)
                    {
                        Release();
                        return null;
                    }
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }

                var read = await request.Body.ReadAsync(
                    buffer.AsMemory(
                        length,
                        Math.Min(buffer.Length, leases.Count * Portion) - length
                    ),
                    cancellationToken
                );
                if (read == 0)
                {
                    return new TakenBody(buffer, length, leases);
                }

                length += read;
            }
        }
        catch
        {
            Release();
            throw;
        }

        void Release() => new TakenBody(buffer, length, leases).Dispose();
    }

    public void Dispose() => _room.Dispose();

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary>A body in memory, and the room that it takes there.</summary>
public sealed class TakenBody(byte[] buffer, int length, IReadOnlyList<IDisposable> room)
    : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        foreach (var portion in room)
        {
            portion.Dispose();
        }
    }
}
