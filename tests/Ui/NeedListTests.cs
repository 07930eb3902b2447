using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Tests.GitHubConnect;

namespace Portal.Tests.Ui;

/// <summary>What a link needs, on the page of a link that has just begun.</summary>
public sealed class NeedListTests : BunitContext
{
    [Fact]
    public async Task The_cloud_is_looked_for_by_itself_though_all_the_rest_is_written_down_already()
    {
        await using var sides = await CannedSides.BeginAsync(
            null,
            () => Task.FromResult(CannedSides.Nothing)
        );
        var link = await sides.NeedyAsync();
        await sides.Doors.Get<MeasureNeeds>().NoteAsync(link.Id, Stop);
        link = await sides.LinkAsync();
        Assert.Contains(link.Prerequisites, row => row.SeenAt is not null);
        Services.AddSingleton(sides.Doors.Get<MeasureNeeds>());
        Services.AddSingleton(sides.Doors.Get<AttestNeed>());
        Services.AddSingleton(TimeProvider.System);
        AddAuthorization()
            .SetAuthorized("admin@example.com")
            .SetClaims(new Claim(ClaimTypes.NameIdentifier, Guid.Empty.ToString()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));

        var list = Render<NeedList>(parameters =>
            parameters.Add(part => part.Link, link).Add(part => part.Look, true)
        );

        await list.WaitForAssertionAsync(async () =>
            Assert.NotNull(
                (await sides.LinkAsync())
                    .Prerequisites.Single(row => row.Kind == PrerequisiteKind.Connectivity)
                    .SeenAt
            )
        );
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;
}
