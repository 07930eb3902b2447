using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sandbox.Hooks;

/// <summary>
/// Delivers webhooks, each once, in the background, and keeps the log. Nothing is retried: a person or a program redelivers.
/// https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
/// </summary>
public sealed class HookSender : IDisposable
{
    private readonly HookClients _clients;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly Control.Recording _recording;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<long, Task> _inFlight = new();
    private long _lastId = 5_000_000_000;

    internal HookSender(SandboxOptions options, Control.Recording recording)
    {
        _recording = recording;
        _time = options.Time;
        _timeout = options.Flavour.WebhookTimeout();
        _clients = new HookClients(options.TrustForWebhooks);
        Log = new DeliveryLog(options.Flavour.DeliveriesKept());
    }

    public DeliveryLog Log { get; }

    /// <summary>Sends an event to the app's hook, if it has an active one.</summary>
    public string? Send(World world, HookMessage message)
    {
        if (!message.App.Hook.Active || message.App.Hook.Url is null)
        {
            return null;
        }

        var guid = message.EventGuid ?? Guid.NewGuid().ToString();
        Start(
            world,
            message with
            {
                EventGuid = guid,
            },
            Api.Json.Bytes(message.Body),
            message.Action,
            redelivery: false
        );
        return guid;
    }

    /// <summary>The same event with the same GUID and body once more, to where the hook points now.</summary>
    public void Redeliver(World world, Delivery old)
    {
        var message = new HookMessage(old.App, old.Event, [], old.InstallationId, old.RepositoryId)
        {
            EventGuid = old.EventGuid,
        };
        Start(world, message, old.Payload, old.Action, redelivery: true);
    }

    /// <summary>Completes when no delivery is in flight.</summary>
    public async Task IdleAsync()
    {
        while (!_inFlight.IsEmpty)
        {
            await Task.WhenAll(_inFlight.Values);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _clients.Dispose();
        _stopping.Dispose();
    }

    private void Start(
        World world,
        HookMessage message,
        byte[] payload,
        string? action,
        bool redelivery
    )
    {
        var id = Interlocked.Increment(ref _lastId);
        var hook = message.App.Hook;
        var delivery = new Delivery
        {
            Id = id,
            EventGuid = message.EventGuid!,
            App = message.App,
            Event = message.Event,
            Action = action,
            InstallationId = message.InstallationId,
            RepositoryId = message.RepositoryId,
            Redelivery = redelivery,
            Payload = payload,
            Url = hook.Url!,
            DeliveredAt = world.Clock.Now,
            RequestHeaders = HookHeaders.For(world, message, payload),
        };
        if (message is { Signing: Signing.Good, IsForged: false } && !redelivery)
        {
            _recording.Write(
                $"{message.Event} {action} {world.Flavour} {hook.Secret is null} {message.Body["sender"]?["type"]}",
                () => Line(world, delivery)
            );
        }

        var done = new TaskCompletionSource();
        _inFlight[id] = done.Task;
        _ = Task.Run(async () =>
        {
            try
            {
                Log.Add(await DeliverAsync(delivery, hook.InsecureSsl == "1"));
            }
            finally
            {
                _inFlight.TryRemove(id, out _);
                done.SetResult();
            }
        });
    }

    private static JsonObject Line(World world, Delivery delivery) =>
        new()
        {
            ["kind"] = "webhook",
            ["flavour"] = $"{world.Flavour}",
            ["event"] = delivery.Event,
            ["action"] = delivery.Action,
            ["headers"] = Api.Json.Map(delivery.RequestHeaders),
            ["payload"] = Control.Recording.Body(delivery.Payload),
        };

    private async Task<Delivery> DeliverAsync(Delivery delivery, bool insecure)
    {
        var started = Stopwatch.GetTimestamp();
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            timeout.Token,
            _stopping.Token
        );
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url);
            request.Content = new ByteArrayContent(HookHeaders.Body(delivery));
            foreach (var (name, value) in delivery.RequestHeaders)
            {
                if (!request.Headers.TryAddWithoutValidation(name, value))
                {
                    request.Content.Headers.TryAddWithoutValidation(name, value);
                }
            }

            using var response = await _clients.For(insecure).SendAsync(request, either.Token);
            var code = (int)response.StatusCode;
            return delivery with
            {
                Duration = Seconds(started),
                StatusCode = code,
                Status = response.IsSuccessStatusCode ? "OK" : $"Invalid HTTP Response: {code}",
                ResponseHeaders = response
                    .Headers.Concat(response.Content.Headers)
                    .ToDictionary(
                        header => header.Key,
                        header => string.Join(", ", header.Value),
                        StringComparer.OrdinalIgnoreCase
                    ),
                ResponseBody = await response.Content.ReadAsStringAsync(either.Token),
            };
        }
        catch (OperationCanceledException)
        {
            return delivery with
            {
                Duration = Seconds(started),
                StatusCode = 504,
                Status = "timed out",
            };
        }
        catch (Exception problem)
            when (problem
                    is HttpRequestException
                        or IOException
                        or InvalidOperationException
                        or UriFormatException
            )
        {
            return delivery with
            {
                Duration = Seconds(started),
                StatusCode = 502,
                Status = Reason(problem),
            };
        }
    }

    private static string Reason(Exception problem) =>
        problem is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "peer certificate cannot be authenticated with given CA certificates"
            : "failed to connect to host";

    private static double Seconds(long started) =>
        Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2);
}
