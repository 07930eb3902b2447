namespace Sandbox.Search;

/// <summary>The languages of files, told by their names as far as the common ones go.</summary>
internal static class Languages
{
    private static readonly Dictionary<string, string> _byExtension = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        [".c"] = "C",
        [".cpp"] = "C++",
        [".cs"] = "C#",
        [".css"] = "CSS",
        [".go"] = "Go",
        [".html"] = "HTML",
        [".java"] = "Java",
        [".js"] = "JavaScript",
        [".json"] = "JSON",
        [".md"] = "Markdown",
        [".mjs"] = "JavaScript",
        [".py"] = "Python",
        [".rb"] = "Ruby",
        [".rs"] = "Rust",
        [".sh"] = "Shell",
        [".sql"] = "SQL",
        [".toml"] = "TOML",
        [".ts"] = "TypeScript",
        [".txt"] = "Text",
        [".xml"] = "XML",
        [".yaml"] = "YAML",
        [".yml"] = "YAML",
    };

    public static string? Of(string file) =>
        file.Equals("Dockerfile", StringComparison.OrdinalIgnoreCase) ? "Dockerfile"
        : file.Equals("Makefile", StringComparison.OrdinalIgnoreCase) ? "Makefile"
        : _byExtension.GetValueOrDefault(Path.GetExtension(file));
}
