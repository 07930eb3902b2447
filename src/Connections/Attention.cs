using System.Linq.Expressions;
using Portal.Data;

namespace Portal.Connections;

/// <summary>Which hosts and connections somebody should look at: those that are not simply available. A server in maintenance raises no alarm.</summary>
public static class Attention
{
    public static Expression<Func<Connection, bool>> Needed { get; } =
        connection =>
            connection.EndingId != null
            || connection.Reason != Reason.Maintenance
                && (connection.State != ResourceState.Available || connection.Reason != null);

    public static Expression<Func<Data.Host, bool>> HostNeeded { get; } =
        host => host.State == ResourceState.Error && host.Reason != Reason.Maintenance;
}
