using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>The return from the server's authorize page.</summary>
public sealed class AuthorizeTests(SharedTrip shared) : IClassFixture<SharedTrip>, IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    public async ValueTask InitializeAsync()
    {
        await shared.FreshAsync();
        await Trip.Browser.GetAsync((await Trip.CreateOnServerAsync()).Location!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_authorization_that_was_denied_is_said()
    {
        var leave = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}/authorize");
        var state = System.Web.HttpUtility.ParseQueryString(leave.Location!.Query)["state"];

        var answer = await Trip.Browser.GetAsync(
            $"callbacks/authorized?error=access_denied&error_description=no&state={state}"
        );

        Assert.Equal($"/connections/{Trip.ConnectionId}", answer.Location!.AbsolutePath);
        var connection = await Trip.ConnectionAsync();
        Assert.Equal(Stage.Authorize, connection.Stage);
        Assert.Contains("access_denied", connection.Detail, StringComparison.Ordinal);
        await using var db = await Trip.Doors.OpenAsync();
        Assert.False(
            await db.Secrets.AnyAsync(
                row => row.OwnerId == Trip.ConnectionId,
                TestContext.Current.CancellationToken
            )
        );
    }

    [Theory]
    [InlineData("html", "text/html")]
    [InlineData("status", "500")]
    [InlineData("maintenance", "maintenance")]
    public async Task An_authorization_that_cannot_be_verified_says_why(
        string kind,
        string sentence
    )
    {
        await Trip.GitHub.FailAsync("POST /login/oauth/access_token", kind);

        await Trip.AuthorizeOnServerAsync();

        var connection = await Trip.ConnectionAsync();
        Assert.Null(connection.AuthorizedBy);
        Assert.Contains(sentence, connection.Detail, StringComparison.Ordinal);
    }
}
