using System.Linq.Expressions;
using Portal.Data;

namespace Portal.Connections;

/// <summary>Which hosts somebody should look at. A server in maintenance raises no alarm. Of connections their row tells it.</summary>
public static class Attention
{
    public static Expression<Func<Data.Host, bool>> HostNeeded { get; } =
        host => host.State == ResourceState.Error && host.Reason != Reason.Maintenance;
}
