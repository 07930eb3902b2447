using System.Linq.Expressions;
using Portal.Data;

namespace Portal.Connections;

/// <summary>Which connections somebody should look at: those that are not simply available. A server in maintenance raises no alarm.</summary>
internal static class Attention
{
    public static Expression<Func<Connection, bool>> Needed { get; } =
        connection =>
            connection.EndingId != null
            || connection.Reason != Reason.Maintenance
                && (connection.State != ResourceState.Available || connection.Reason != null);

    public static Func<Connection, bool> IsNeeded { get; } = Needed.Compile();
}
