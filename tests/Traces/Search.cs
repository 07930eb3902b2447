using System.Text;
using Portal.Tests.Harness;

namespace Portal.Tests.Traces;

/// <summary>Looks for bytes in everything that a portal leaves behind: each file of its data folder, and what it printed.</summary>
internal static class Search
{
    /// <summary>"NAME in PLACE" for everything that was found.</summary>
    public static async Task<List<string>> ForAsync(
        PortalProcess portal,
        IEnumerable<(string Name, byte[] Bytes)> needles
    )
    {
        var places = new List<(string Name, byte[] Bytes)>
        {
            ("the log", Encoding.UTF8.GetBytes(portal.Logs.ToString())),
        };
        foreach (var file in Directory.EnumerateFiles(portal.DataDirectory))
        {
            places.Add((Path.GetFileName(file), await ReadAsync(file)));
        }

        return
        [
            .. from needle in needles
            from place in places
            where place.Bytes.AsSpan().IndexOf(needle.Bytes) >= 0
            select $"{needle.Name} in {place.Name}",
        ];
    }

    /// <summary>Files that another process writes to.</summary>
    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}
