namespace Sandbox;

/// <summary>The stand-in as a program: starts a server, says where it is, and runs until it is told to stop.</summary>
public static class SandboxProgram
{
    private const string Usage =
        "Usage: dotnet Sandbox.dll [--url http://127.0.0.1:5090] [--sign-in-url URL] [--git-root DIR] [--version 3.19.1]";

    public static async Task<int> Main(string[] args)
    {
        if (Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using var server = await SandboxServer.StartAsync(options);
        await Console.Out.WriteLineAsync(
            $"Sandbox ready on {server.Url.GetLeftPart(UriPartial.Authority)}"
        );
        await Console.Out.WriteLineAsync(
            "Users (password \"sandbox\"): octocat (site administrator; owns acme and globex), hubot (member of acme), monalisa (owns initech), nobody"
        );
        await server.WaitForShutdownAsync();
        return 0;
    }

    private static SandboxOptions? Read(string[] args)
    {
        var options = new SandboxOptions();
        if (args.Length % 2 != 0)
        {
            return null;
        }

        foreach (var pair in args.Chunk(2))
        {
            var (name, value) = (pair[0], pair[1]);
            var next = name switch
            {
                "--url" => options with { Url = value },
                "--sign-in-url" => options with { SignInUrl = value },
                "--git-root" => options with { GitRoot = value },
                "--version" => options with { Version = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options;
    }
}
