using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Portal.E2E.Harness.LongestFirst))]

namespace Portal.E2E.Harness;

/// <summary>Begins with [Collection(LongestFirst.Name)], beside which everything else is done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public const string Name = "Longest";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(tests => tests.TestCollectionDisplayName == Name)];
}
