using System.Text.RegularExpressions;

namespace Portal.Tests.Architecture;

/// <summary>
/// Holds the arrows between the folders of src: docs/architecture.md draws them. It reads using lines; a fully qualified
/// name gets past it, which is accepted.
/// </summary>
public sealed partial class ArrowsTests
{
    // Left: a folder. Right: the folders that it may use.
    private static readonly Dictionary<string, string[]> s_arrows = new(StringComparer.Ordinal)
    {
        ["Data"] = [],
        ["Ui"] = [],
        ["Telemetry"] = ["Data"],
        ["Secrets"] = ["Data"],
        ["GitHub"] = ["Secrets", "Telemetry", "Data"],
        ["Access"] = [.. Floors, "Ui"],
        ["Hosts"] = [.. Floors, "Ui"],
        ["Apps"] = [.. Floors, "Ui", "Hosts"],
        // A delivery is about a repository: handling it reads that one again.
        ["Webhooks"] = [.. Floors, "Ui", "Repositories"],
        ["Repositories"] = [.. Floors, "Ui"],
        // A connection is an app, installed, on a host: its page and its end bring the parts together.
        ["Connections"] = [.. Floors, "Ui", "Apps", "Hosts", "Repositories", "Webhooks"],
        // A link is a connection between two hosts.
        ["GitHubConnect"] = [.. Floors, "Ui", "Apps", "Hosts", "Connections"],
        // The dashboard shows what all the others have.
        ["Home"] =
        [
            "GitHub",
            "Data",
            "Ui",
            "Connections",
            "GitHubConnect",
            "Hosts",
            "Webhooks",
            "Notifications",
        ],
        // Of a host and a connection they know the rows alone.
        ["Notifications"] = [.. Floors, "Ui"],
        ["Api"] = [.. Floors, .. Features],
        ["Jobs"] = [.. Floors, .. Features],
    };

    private static string[] Floors => ["GitHub", "Secrets", "Telemetry", "Data"];

    private static string[] Features =>
        [
            "Access",
            "Hosts",
            "Apps",
            "Connections",
            "GitHubConnect",
            "Webhooks",
            "Repositories",
            "Notifications",
        ];

    [Fact]
    public void A_folder_uses_only_the_folders_that_its_arrows_point_to()
    {
        var crossings =
            from file in Sources.CodeIn("src")
            where file.Folders.Length > 1
            let folder = file.Folders[1]
            from line in file.Lines
            let used = UsingLine().Match(line).Groups["folder"].Value
            where used.Length > 0 && used != folder && !Allowed(folder).Contains(used)
            select $"{file.Path} uses {used}";

        Assert.Empty(crossings);
    }

    [Fact]
    public void Every_folder_of_src_has_its_arrows()
    {
        var folders = Sources
            .CodeIn("src")
            .Where(file => file.Folders.Length > 1)
            .Select(file => file.Folders[1])
            .Distinct(StringComparer.Ordinal);

        Assert.Empty(folders.Except(s_arrows.Keys, StringComparer.Ordinal));
    }

    // The test above sees nothing of a using that holds for the whole project.
    [Fact]
    public void No_using_of_the_portals_own_folders_is_global()
    {
        var everywhere = Sources
            .CodeIn("src")
            .SelectMany(file =>
                file.Where(line =>
                    GlobalUsing().IsMatch(line)
                    || (file.Path == "src/_Imports.razor" && UsingLine().IsMatch(line))
                )
            );

        Assert.Empty(everywhere);
    }

    private static string[] Allowed(string folder) => s_arrows.GetValueOrDefault(folder, []);

    [GeneratedRegex(
        @"^\s*@?using\s+(static\s+)?(\w+\s*=\s*)?Portal\.(?<folder>\w+)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex UsingLine();

    [GeneratedRegex(
        @"^\s*global\s+using\s+(static\s+)?(\w+\s*=\s*)?Portal\.",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex GlobalUsing();
}
