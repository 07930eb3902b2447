namespace Portal.E2E.Harness;

/// <summary>What went wrong in a visit, but for what its test expects.</summary>
internal sealed class Problems
{
    private readonly Lock _lock = new();
    private readonly List<string> _all = [];
    private readonly List<string> _expected = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _all.Where(problem =>
                        !_expected.Any(text => problem.Contains(text, StringComparison.Ordinal))
                    ),
                ];
            }
        }
    }

    public void Add(string problem)
    {
        lock (_lock)
        {
            _all.Add(problem);
        }
    }

    public void Expect(string text)
    {
        lock (_lock)
        {
            _expected.Add(text);
        }
    }
}
