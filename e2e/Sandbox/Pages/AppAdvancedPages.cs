using System.Globalization;
using Sandbox.Hooks;

namespace Sandbox.Pages;

/// <summary>
/// The Advanced page of an app: its deliveries, and its end.
/// https://docs.github.com/apps/maintaining-github-apps/deleting-a-github-app
/// </summary>
internal static class AppAdvancedPages
{
    private const int Shown = 50;

    public static void Map(PageMap pages)
    {
        foreach (var settings in PageMap.AppOwners)
        {
            pages.Get(settings + "/apps/{slug}/advanced", call => ShowAsync(call, []));
            pages.Get(settings + "/apps/{slug}/deliveries/{id:long}", ShowDeliveryAsync);
            pages.Post(settings + "/apps/{slug}/deliveries/{id:long}/redeliver", RedeliverAsync);
            pages.Post(settings + "/apps/{slug}/delete", DeleteAsync);
        }
    }

    private static Task ShowAsync(PageCall call, string[] problems)
    {
        if (AppPages.Find(call) is not { } app)
        {
            return call.NotFoundAsync();
        }

        var deliveries = call.World.Deliveries.Of(app, call.World.Clock.Now).Take(Shown).ToList();
        return call.ShowAsync(
            problems.Length == 0 ? 200 : 422,
            $"Advanced settings of {app.Name}",
            Html.Of(
                $"""
                {Layout.AppNav(call, app, "Advanced")}
                <h2>Recent Deliveries</h2>
                {(
                    deliveries.Count == 0
                        ? Html.Of($"<p>No deliveries.</p>")
                        : Table(call, app, deliveries)
                )}
                <section class="danger" aria-labelledby="danger">
                <h2 id="danger">Delete GitHub App</h2>
                <p>It is uninstalled everywhere and cannot be brought back.</p>
                {Layout.Problems(problems)}
                <form method="post" action="{app.SettingsPath}/delete">
                {Layout.Token(call)}
                {Layout.Field("Type the name of the app to confirm", "confirm", "", hint: app.Name)}
                <button class="stop">I understand the consequences, delete this GitHub App</button>
                </form>
                </section>
                """
            )
        );
    }

    private static Html Table(PageCall call, App app, IEnumerable<Delivery> deliveries) =>
        Html.Of(
            $"""
            <table><caption>Deliveries of the last {call.World.Flavour.DeliveriesKept().Days} days, newest first</caption>
            <thead><tr><th scope="col">GUID</th><th scope="col">Event</th><th scope="col">Answer</th><th scope="col">When</th><th scope="col">Again</th></tr></thead>
            <tbody>{Html.Each(deliveries, delivery => Row(call, app, delivery))}</tbody>
            </table>
            """
        );

    private static Html Row(PageCall call, App app, Delivery delivery) =>
        Html.Of(
            $"""
            <tr>
            <td><a href="{app.SettingsPath}/deliveries/{delivery.Id}"><code>{delivery.EventGuid}</code></a>{(
                delivery.Redelivery ? " redelivery" : ""
            )}</td>
            <td>{Named(delivery)}</td>
            <td>{delivery.StatusCode} {delivery.Status}</td>
            <td>{delivery.DeliveredAt.ToString("u", CultureInfo.InvariantCulture)}</td>
            <td>{Layout.Button(
                call,
                $"{app.SettingsPath}/deliveries/{delivery.Id}/redeliver",
                "Redeliver",
                "small"
            )}</td>
            </tr>
            """
        );

    private static Task ShowDeliveryAsync(PageCall call)
    {
        if (FindDelivery(call) is not { } delivery)
        {
            return call.NotFoundAsync();
        }

        return call.ShowAsync(
            200,
            $"Delivery {delivery.EventGuid}",
            Html.Of(
                $"""
                <p><a href="{delivery.App.SettingsPath}/advanced">Advanced settings of {delivery.App.Name}</a></p>
                <p>{Named(
                    delivery
                )} to <code>{delivery.Url}</code>: {delivery.StatusCode} {delivery.Status}, {delivery.Duration} s</p>
                <h2>Request</h2>
                <pre tabindex="0">{Lines(delivery.RequestHeaders)}</pre>
                <pre tabindex="0">{System.Text.Encoding.UTF8.GetString(delivery.Payload)}</pre>
                <h2>Response</h2>
                <pre tabindex="0">{Lines(delivery.ResponseHeaders)}</pre>
                <pre tabindex="0">{delivery.ResponseBody}</pre>
                """
            )
        );
    }

    private static Task RedeliverAsync(PageCall call)
    {
        if (FindDelivery(call) is not { } delivery)
        {
            return call.NotFoundAsync();
        }

        call.World.Sender.Redeliver(call.World, delivery);
        call.Redirect(delivery.App.SettingsPath + "/advanced");
        return Task.CompletedTask;
    }

    private static Task DeleteAsync(PageCall call)
    {
        if (AppPages.Find(call) is not { } app)
        {
            return call.NotFoundAsync();
        }

        if (call.Typed("confirm") != app.Name)
        {
            return ShowAsync(call, ["What you typed is not the app's name."]);
        }

        call.World.DeleteApp(app);
        call.Redirect(app.Owner.SettingsPath + "/apps");
        return Task.CompletedTask;
    }

    private static Delivery? FindDelivery(PageCall call) =>
        AppPages.Find(call) is { } app
            ? call.World.Deliveries.Find(
                app,
                long.Parse(call.Route("id")!, CultureInfo.InvariantCulture),
                call.World.Clock.Now
            )
            : null;

    private static string Named(Delivery delivery) =>
        delivery.Action is null ? delivery.Event : $"{delivery.Event}.{delivery.Action}";

    private static string Lines(IReadOnlyDictionary<string, string>? headers) =>
        headers is null
            ? ""
            : string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}"));
}
