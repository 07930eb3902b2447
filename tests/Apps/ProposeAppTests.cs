using Portal.Apps;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>What an administrator fills in before leaving for the server.</summary>
public sealed class ProposeAppTests(SharedQuietPortal shared) : IClassFixture<SharedQuietPortal>
{
    [Theory]
    [InlineData("", "Give the app a name")]
    [InlineData("   ", "Give the app a name")]
    [InlineData("A name that is thirty-five letters x", "GitHub allows 34")]
    public async Task A_name_that_GitHub_refuses_is_refused_before_leaving(
        string name,
        string sentence
    )
    {
        var problems = await ProposeAsync(new AppForm { Organization = "acme", Name = name });

        Assert.Contains(sentence, problems[nameof(AppForm.Name)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Type the organization's name")]
    [InlineData("Acme Corp.", "cannot be an organization")]
    [InlineData("acme/../globex", "cannot be an organization")]
    [InlineData("acme?x=1", "cannot be an organization")]
    public async Task An_organization_that_cannot_be_one_is_refused_before_leaving(
        string organization,
        string sentence
    )
    {
        var problems = await ProposeAsync(
            new AppForm { Organization = organization, Name = "Portal" }
        );

        Assert.Contains(sentence, problems[nameof(AppForm.Organization)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Portal")]
    [InlineData("acme", "Portal acme")]
    [InlineData("an-organization-with-a-very-long-name", "Portal an-organization-with-a-very")]
    public void The_suggested_name_fits(string? organization, string expected) =>
        Assert.Equal(expected, AppForm.Suggest(organization));

    private async Task<IReadOnlyDictionary<string, string>> ProposeAsync(AppForm form)
    {
        var proposal = await shared
            .Portal.Doors.Get<ProposeApp>()
            .RunAsync(Guid.NewGuid(), form, Doors.Actor, TestContext.Current.CancellationToken);
        Assert.Null(proposal.ConnectionId);
        return proposal.Problems;
    }
}
