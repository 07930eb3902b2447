using System.Text;
using Portal.Secrets;

namespace Portal.Tests.Webhooks;

/// <summary>The check of X-Hub-Signature-256.</summary>
public sealed class WebhookSignatureTests
{
    // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    private const string Header =
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("Hello, World!");
    private static readonly SecretText s_secret = new("It's a Secret to Everybody");

    [Fact]
    public void GitHubs_own_example_is_valid() =>
        Assert.Equal(SignatureCheck.Valid, Check(Header, s_secret));

    [Fact]
    public void During_a_rotation_either_secret_is_good()
    {
        var other = new SecretText("another");

        Assert.Equal(SignatureCheck.Valid, Check(Header, other, s_secret));
        Assert.Equal(SignatureCheck.Valid, Check(Header, s_secret, other));
        Assert.Equal(SignatureCheck.Wrong, Check(Header, other));
    }

    [Fact]
    public void Without_a_secret_nothing_is_valid() =>
        Assert.Equal(SignatureCheck.Wrong, Check(Header));

    [Theory]
    [InlineData(null, SignatureCheck.Missing)]
    [InlineData("", SignatureCheck.Missing)]
    [InlineData("sha256=", SignatureCheck.Malformed)]
    [InlineData(
        "SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        SignatureCheck.Malformed
    )]
    [InlineData(
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        SignatureCheck.Malformed
    )]
    [InlineData(
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 ",
        SignatureCheck.Malformed
    )]
    [InlineData(
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g",
        SignatureCheck.Malformed
    )]
    [InlineData(
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18",
        SignatureCheck.Wrong
    )]
    public void Anything_else_is_told_apart(string? header, SignatureCheck expected) =>
        Assert.Equal(expected, Check(header, s_secret));

    private static SignatureCheck Check(string? header, params SecretText[] secrets) =>
        WebhookSignature
            .Verify(
                header,
                [.. secrets.Select(text => new OpenedSecret(Guid.NewGuid(), text))],
                s_body
            )
            .Check;
}
