using System.Data;
using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The one connection over which a <see cref="GroupCommit"/> writes many small rows.</summary>
/// <param name="db">It is open, and used for nothing else.</param>
internal abstract class BatchWriter(PortalDb db) : IDisposable
{
    public bool IsOpen => db.Database.GetDbConnection().State == ConnectionState.Open;

    /// <summary>Waits until nobody else writes, now or with the first statement.</summary>
    public abstract WriteBatch Begin();

    /// <summary>After each transaction.</summary>
    /// <param name="writes">How many small writes it held.</param>
    /// <param name="bytes">About how much they wrote besides.</param>
    public virtual void Committed(int writes, long bytes) { }

    /// <summary>What is left of a transaction goes with it.</summary>
    public virtual void Dispose() => db.Dispose();
}
