using Portal.Data;
using Portal.Ui;

namespace Portal.Webhooks;

/// <summary>What pages say of a delivery.</summary>
internal static class DeliveryWords
{
    public static string Of(DeliveryState state) =>
        state switch
        {
            DeliveryState.Received => "waiting",
            DeliveryState.Handled => "handled",
            DeliveryState.Failed => "failed",
            DeliveryState.Parked => "parked",
        };

    public static string Of(DeliveryResult result) =>
        result switch
        {
            DeliveryResult.Waiting => "Waiting",
            DeliveryResult.Handled => "Handled",
            DeliveryResult.Failed => "Failed, tried again by itself",
            DeliveryResult.Parked => "Parked: failed each time",
        };

    public static LampKind Lamp(DeliveryState state) =>
        state switch
        {
            DeliveryState.Received => LampKind.Pending,
            DeliveryState.Handled => LampKind.Available,
            DeliveryState.Failed => LampKind.Pending,
            DeliveryState.Parked => LampKind.Error,
        };

    public static string Took(int milliseconds) =>
        milliseconds < 1000 ? $"{milliseconds} ms" : $"{milliseconds / 1000.0:N1} s";

    public static string Size(int bytes) =>
        bytes < 1024 ? $"{bytes} bytes"
        : bytes < 1024 * 1024 ? $"{bytes / 1024.0:N1} KiB"
        : $"{bytes / 1024.0 / 1024:N1} MiB";
}
