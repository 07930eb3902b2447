namespace Portal.Data;

/// <summary>
/// The deliveries of which there are few at any time, to be narrowed. As many as there are: what has a limit is read before it is
/// narrowed, by the index that holds it alone. The database would else look through a range of ids, or through all of an app.
/// </summary>
internal static class FewDeliveries
{
    /// <summary>Those that wait to be handled.</summary>
    public static IQueryable<Delivery> Waiting(PortalDb db) =>
        db
            .Deliveries.Where(Delivery.IsWaiting)
            .OrderBy(row => row.Lane)
            .ThenBy(row => row.Id)
            .Take(int.MaxValue);

    /// <summary>Those that failed and are tried again.</summary>
    public static IQueryable<Delivery> Failed(PortalDb db) =>
        db
            .Deliveries.Where(row => row.State == DeliveryState.Failed)
            .OrderBy(row => row.RetryAt)
            .Take(int.MaxValue);
}
