namespace Portal.Data;

/// <summary>
/// How often something happened: in the last hour by minute, in the last day by half hour. In memory, 900 bytes, safe for
/// several threads.
/// </summary>
public sealed class RecentCounts
{
    private const int Minutes = 60;
    private const int HalfHours = 48;

    private readonly Lock _lock = new();
    private readonly Ring _byMinute = new(Minutes, 60);
    private readonly Ring _byHalfHour = new(HalfHours, 30 * 60);

    /// <summary>What happened longer ago than a day is not counted.</summary>
    public void Add(DateTimeOffset at, int count = 1)
    {
        lock (_lock)
        {
            _byMinute.Add(at, count);
            _byHalfHour.Add(at, count);
        }
    }

    /// <summary>The last 60 minutes, the present one last.</summary>
    public int[] LastHour(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _byMinute.Until(now);
        }
    }

    /// <summary>The last 48 half hours, the present one last.</summary>
    public int[] LastDay(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _byHalfHour.Until(now);
        }
    }

    /// <summary>A place for each span of time, used again when its turn comes round.</summary>
    private sealed class Ring(int places, int seconds)
    {
        private readonly int[] _counts = new int[places];
        private readonly int[] _spans = new int[places];

        public void Add(DateTimeOffset at, int count)
        {
            var span = Span(at);
            var place = span % places;
            if (_spans[place] < span)
            {
                (_spans[place], _counts[place]) = (span, 0);
            }

            if (_spans[place] == span)
            {
                _counts[place] += count;
            }
        }

        public int[] Until(DateTimeOffset now)
        {
            var (last, counts) = (Span(now), new int[places]);
            for (var back = 0; back < places; back++)
            {
                var place = (last - back) % places;
                counts[places - 1 - back] = _spans[place] == last - back ? _counts[place] : 0;
            }

            return counts;
        }

        private int Span(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / seconds);
    }
}
