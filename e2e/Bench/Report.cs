using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Portal.Bench;

/// <summary>A table for people, and the same as JSON with the machine and the versions.</summary>
internal sealed class Report(string title, params string[] columns)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NumberHandling = System
            .Text
            .Json
            .Serialization
            .JsonNumberHandling
            .AllowNamedFloatingPointLiterals,
    };
    private readonly List<object?[]> _rows = [];

    /// <summary>Numbers are rounded for the table, and not in the JSON.</summary>
    public void Add(params object?[] row) => _rows.Add(row);

    public void Print()
    {
        var table = _rows.Select(row => row.Select(Text).ToArray()).Prepend(columns).ToList();
        var widths = columns.Select((_, column) => table.Max(row => row[column].Length)).ToArray();
        Console.WriteLine($"\n{title}\n");
        foreach (var row in table)
        {
            Console.WriteLine(
                string.Join(
                    "  ",
                    row.Select(
                        (cell, column) =>
                            column == 0
                                ? cell.PadRight(widths[column])
                                : cell.PadLeft(widths[column])
                    )
                )
            );
        }
    }

    public object ToJson() =>
        new
        {
            title,
            rows = _rows.Select(row =>
                columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)
            ),
        };

    public static async Task WriteAsync(string file, IEnumerable<Report> reports, bool full)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var text = JsonSerializer.Serialize(
            new
            {
                at = TimeProvider.System.GetUtcNow(),
                full,
                commit = Command("git", "rev-parse", "HEAD"),
                machine = new
                {
                    cores = Environment.ProcessorCount,
                    processor = File.ReadLines("/proc/cpuinfo")
                        .FirstOrDefault(line =>
                            line.StartsWith("model name", StringComparison.Ordinal)
                        )
                        ?.Split(": ")[^1],
                    memoryMiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024,
                    system = RuntimeInformation.OSDescription,
                },
                versions = new
                {
                    dotnet = Environment.Version.ToString(),
                    node = Command("node", "--version"),
                    webhook = Command("webhook", "-version"),
                },
                results = reports.Select(report => report.ToJson()),
            },
            s_json
        );
        await File.WriteAllTextAsync(file, text + "\n");
        Console.WriteLine($"\nAlso in {file}");
    }

    private static string Text(object? cell) =>
        cell switch
        {
            null or double.NaN => "",
            double number => number.ToString(
                number >= 100 ? "N0" : "N2",
                CultureInfo.InvariantCulture
            ),
            int number => number.ToString("N0", CultureInfo.InvariantCulture),
            long number => number.ToString("N0", CultureInfo.InvariantCulture),
            _ => $"{cell}",
        };

    /// <summary>What a program prints; null where it is not installed.</summary>
    private static string? Command(string program, params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                }
            )!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
