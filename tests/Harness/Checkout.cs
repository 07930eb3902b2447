namespace Portal.Tests.Harness;

/// <summary>Where things lie in the checkout that the tests were built from.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The portal to run: the one that PORTAL_ARTIFACT names, or the one built beside the tests, or the published one.
    /// </summary>
    public static string PortalDll
    {
        get
        {
            var asked = Environment.GetEnvironmentVariable("PORTAL_ARTIFACT");
            if (!string.IsNullOrEmpty(asked))
            {
                return File.Exists(asked)
                    ? Path.GetFullPath(asked)
                    : throw new FileNotFoundException(
                        $"PORTAL_ARTIFACT names {asked}, which does not exist. Give it the path of a published Portal.dll."
                    );
            }

            var published = Path.Combine(Root, "artifacts", "portal", "Portal.dll");
            return new[]
                {
                    Path.Combine(AppContext.BaseDirectory, "Portal.dll"),
                    published,
                }.FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException(
                    $"There is no published portal at {published}: run ./portal test, or ./portal up once."
                );
        }
    }

    public static string Relative(string file) =>
        Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds Portal.sln: run the tests inside the checkout."
        );
    }
}
