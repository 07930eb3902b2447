using Microsoft.AspNetCore.Components;

namespace Portal.Ui;

/// <summary>A page that reads its rows again when somebody says that they changed. What it shows never goes stale while it is open.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private int _pending;

    /// <summary>Reads the rows that the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>
    /// Starts to listen; the argument is called with what reads and shows the page again. A page that is rendered once, to be
    /// sent, does not listen: it would only be read twice, and whoever it is sent to reads it again in the browser.
    /// </summary>
    protected void Listen(Func<Action, IDisposable> listen)
    {
        if (RendererInfo.IsInteractive)
        {
            _subscription ??= listen(Refresh);
        }
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose()
    {
        _subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    // Many changes at once are read once.
    private void Refresh()
    {
        if (Interlocked.Exchange(ref _pending, 1) == 1)
        {
            return;
        }

        _ = InvokeAsync(async () =>
        {
            Volatile.Write(ref _pending, 0);
            await LoadAsync();
            StateHasChanged();
        });
    }
}
