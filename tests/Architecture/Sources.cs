using System.Diagnostics;
using Portal.Tests.Harness;

namespace Portal.Tests.Architecture;

/// <summary>The files of the checkout, for tests that read them.</summary>
internal static class Sources
{
    private static readonly string[] s_codeFolders = ["src", "tests", "e2e"];

    /// <summary>Every .cs and .razor file below a folder, generated ones and built ones left out.</summary>
    public static IEnumerable<SourceFile> CodeIn(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Select(file => new SourceFile(Checkout.Relative(file)))
            .Where(file =>
                !file.Folders.Any(part => part is "bin" or "obj" or "Migrations" or "node_modules")
            );

    public static IEnumerable<SourceFile> AllCode() => s_codeFolders.SelectMany(CodeIn);

    /// <summary>Every text file that git tracks.</summary>
    public static IEnumerable<SourceFile> Tracked() =>
        // -I leaves binary files out; the empty pattern matches every file that is not empty.
        Git("grep", "-I", "--name-only", "-z", "-e", "").Select(name => new SourceFile(name));

    /// <summary>The paths of all files that git knows, binary ones too.</summary>
    public static IReadOnlyList<string> TrackedPaths() => Git("ls-files", "-z");

    private static string[] Git(params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = Checkout.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        var names = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return names.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>A file of the checkout, by its path from the root.</summary>
internal sealed record SourceFile(string Path)
{
    public string[] Folders => Path.Split('/')[..^1];

    public IReadOnlyList<string> Lines { get; } =
        File.ReadAllLines(System.IO.Path.Combine(Checkout.Root, Path));

    /// <summary>"file:line: text" of the lines that a predicate picks.</summary>
    public IEnumerable<string> Where(Func<string, bool> predicate) =>
        Lines
            .Index()
            .Where(line => predicate(line.Item))
            .Select(line => $"{Path}:{line.Index + 1}: {line.Item.Trim()}");
}
