using System.Collections.Concurrent;

namespace Sandbox;

/// <summary>
/// Every secret that this server ever gave out or was given, also those that are used up: a test looks for them where they
/// must not be.
/// </summary>
public sealed class KnownSecrets
{
    private readonly ConcurrentDictionary<(string Kind, string Text), byte> _all = new();

    /// <summary>Each with its kind: "private key" (one line of a PEM), "client secret", "webhook secret", "manifest code", "authorization code", "installation token", "person's token", "personal access token", "customer's secret key".</summary>
    public IReadOnlyCollection<(string Kind, string Text)> All => [.. _all.Keys];

    internal string Keep(string kind, string text)
    {
        _all.TryAdd((kind, text), 0);
        return text;
    }

    /// <summary>Line by line, as somebody might print it; what tells nothing of the key is left away.</summary>
    internal string KeepKey(string pem)
    {
        foreach (var line in pem.Split('\n').Where(line => line.Length > 30 && line[0] != '-'))
        {
            Keep("private key", line);
        }

        return pem;
    }

    internal void Clear() => _all.Clear();
}
