using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>The way from a proposed app to an available connection.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task An_app_is_created_authorized_installed_and_its_repositories_are_read_page_by_page()
    {
        await using var trip = await Trip.ConnectedAsync();

        var connection = await trip.ConnectionAsync();
        Assert.Equal(Stage.Complete, connection.Stage);
        Assert.Equal("octocat", connection.AuthorizedBy);
        Assert.True(connection.AuthorizedBySiteAdministrator);
        var page = await trip.Browser.GetAsync(
            $"connections/{trip.ConnectionId}/repositories?page=11"
        );
        Assert.Contains("251–252 of 252 repositories", page.Words, StringComparison.Ordinal);
    }
}
