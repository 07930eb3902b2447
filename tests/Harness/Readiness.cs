using System.Diagnostics;
using System.Net;

namespace Portal.Tests.Harness;

/// <summary>Waits until a portal says that it is ready, or fails with what it printed.</summary>
internal static class Readiness
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);

    public static async Task WaitAsync(Process process, Uri url, LogLines logs, TimeSpan patience)
    {
        using var handler = LocalHttp.Handler();
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        var clock = Stopwatch.StartNew();
        var last = "no answer";
        while (clock.Elapsed < patience)
        {
            if (process.HasExited)
            {
                await process.WaitForExitAsync();
                throw new InvalidOperationException(
                    $"The portal ended with exit code {process.ExitCode} instead of becoming ready. It printed:\n{logs}"
                );
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(url, "health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }

                last = $"status {(int)answer.StatusCode}";
            }
            catch (Exception exception)
                when (exception is HttpRequestException or TaskCanceledException)
            {
                last = exception.Message;
            }

            await Task.Delay(s_pollInterval, TimeProvider.System);
        }

        throw new InvalidOperationException(
            $"The portal was not ready after {patience.TotalSeconds:0} s: {last}. It printed:\n{logs}"
        );
    }
}
