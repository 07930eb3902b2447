using System.Globalization;

namespace Sandbox;

/// <summary>The stand-ins as a program: starts one of each flavour, says where they are, and runs until it is told to stop.</summary>
public static class SandboxProgram
{
    private const string Usage =
        "Usage: dotnet Sandbox.dll [--port 5090] [--git-root DIR] [--version 3.19.1]";

    public static async Task<int> Main(string[] args)
    {
        if (Read(args) is not var (port, options))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using var all = await Sandboxes.StartAsync(port, options);
        foreach (var one in all.All)
        {
            await Console.Out.WriteLineAsync(
                $"{one.World.Flavour.Title()}: {Text(one.Url)}  (API {one.World.ApiUrl})"
            );
        }

        await Console.Out.WriteLineAsync(
            $"Manage API of the server: {Text(all.Server.ManageUrl!)}/manage/v1"
        );
        await Console.Out.WriteLineAsync(
            "Users (password \"sandbox\"): octocat (site administrator, enterprise owner; owns acme and globex), hubot (member of acme), monalisa (owns initech), nobody"
        );
        await Console.Out.WriteLineAsync("Sandbox ready.");
        await all.Server.WaitForShutdownAsync();
        return 0;
    }

    private static string Text(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static (int Port, SandboxOptions Options)? Read(string[] args)
    {
        var (port, options) = (5090, new SandboxOptions());
        foreach (var pair in args.Chunk(2))
        {
            switch (pair)
            {
                case ["--port", var text]
                    when int.TryParse(
                        text,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out port
                    ):
                    break;
                case ["--git-root", var root]:
                    options = options with { GitRoot = root };
                    break;
                case ["--version", var version]:
                    options = options with { Version = version };
                    break;
                default:
                    return null;
            }
        }

        return (port, options);
    }
}
