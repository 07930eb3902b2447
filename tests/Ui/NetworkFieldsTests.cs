using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Hosts;
using Radzen;

namespace Portal.Tests.Ui;

/// <summary>The secret fields of a network take what is typed and give nothing back.</summary>
public sealed class NetworkFieldsTests : BunitContext
{
    [Theory]
    [InlineData("#proxy-password")]
    [InlineData("#client-key")]
    public void What_is_typed_unseen_is_not_rendered_back(string field)
    {
        Services.AddRadzenComponents();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var form = new NetworkForm();
        var fields = Render<NetworkFields>(parameters => parameters.Add(part => part.Form, form));

        fields.Find(field).Change("typed-Secret-31");
        fields.Render(parameters =>
            parameters.Add(
                part => part.Problems,
                new Dictionary<string, string> { [nameof(NetworkForm.Name)] = "Wrong." }
            )
        );

        Assert.DoesNotContain("typed-Secret-31", fields.Markup, StringComparison.Ordinal);
        Assert.NotNull(form.ProxyPassword ?? form.ClientKey);
    }
}
