using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Portal.Webhooks;

/// <summary>
/// What the server receives into: blocks of 16 KiB, in which most deliveries arrive whole. In its own, of 4 KiB, one arrives in three
/// pieces, each of which is a call to the system and a turn of the thread pool. A connection that receives nothing holds none.
/// https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/memory-management
/// </summary>
internal sealed class RequestBuffers : IMemoryPoolFactory<byte>
{
    private const int Block = 16 * 1024;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Blocks();

    /// <summary>Of the pool that all share, which gives back what is not needed any more.</summary>
    private sealed class Blocks : MemoryPool<byte>
    {
        public override int MaxBufferSize => Shared.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
            Shared.Rent(Math.Max(minBufferSize, Block));

        protected override void Dispose(bool disposing) { }
    }
}
