using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Portal.E2E.Harness.LastCollection))]

namespace Portal.E2E.Harness;

/// <summary>Runs [Collection(LastCollection.Name)] after everything else: what judges the whole run, such as the gallery.</summary>
public sealed class LastCollection : ITestCollectionOrderer
{
    public const string Name = "Last";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName == Name)];
}
