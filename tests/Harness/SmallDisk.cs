using System.Diagnostics;

namespace Portal.Tests.Harness;

/// <summary>A folder on a disk of its own, of 64 MiB, that a test may fill. Making it takes root.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _ballast;

    private SmallDisk(string folder)
    {
        Folder = folder;
        _ballast = Path.Combine(folder, "ballast");
    }

    public string Folder { get; }

    public static SmallDisk Mount()
    {
        var folder = Directory.CreateTempSubdirectory("portal-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Leaves no more room than this.</summary>
    public void FillTo(long bytesLeft)
    {
        using var file = File.Create(_ballast);
        var free = new DriveInfo(Folder).AvailableFreeSpace - bytesLeft;
        var chunk = new byte[64 * 1024];
        for (long written = 0; written < free; written += chunk.Length)
        {
            file.Write(chunk);
        }
    }

    /// <summary>Somebody made room.</summary>
    public void Free() => File.Delete(_ballast);

    public void Dispose()
    {
        Run("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}. It takes root."
            );
        }
    }
}
