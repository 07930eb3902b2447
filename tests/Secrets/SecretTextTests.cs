using System.Text.Json;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Tests.Secrets;

/// <summary>A secret in memory shows itself nowhere.</summary>
public sealed class SecretTextTests
{
    private const string Value = "ghs_16C7e42F292c6912E7";
    private readonly SecretText _secret = new(Value);

    [Fact]
    public void It_prints_as_dots_however_it_is_printed()
    {
        var record = new AccessTokenAnswer(_secret, DateTimeOffset.UnixEpoch);
        string[] printed =
        [
            _secret.ToString(),
            $"{_secret}",
            string.Concat("token ", _secret),
            record.ToString(),
            JsonSerializer.Serialize(_secret),
            JsonSerializer.Serialize(record),
            JsonSerializer.Serialize(new Dictionary<string, object> { ["token"] = _secret }),
        ];

        Assert.All(
            printed,
            text => Assert.DoesNotContain(Value, text, StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal("•••", printed[0]);
    }

    [Fact]
    public void It_is_read_from_JSON()
    {
        var read = JsonSerializer.Deserialize<SecretText>($"\"{Value}\"");

        Assert.Equal(Value, read!.Reveal());
    }

    [Fact]
    public async Task It_goes_out_only_where_it_is_sent_on_purpose()
    {
        using var bearer = new HttpRequestMessage();
        using var basic = new HttpRequestMessage();
        _secret.Authorize(bearer);
        new SecretText("p:ä").Authorize(basic, "Iv1.8a61");
        using var json = SecretText.Json(
            new Dictionary<string, string> { ["a"] = "1" },
            "secret",
            new SecretText("\"quoted\"")
        );
        using var form = SecretText.Form(
            [new("client_id", "Iv1")],
            new KeyValuePair<string, SecretText>("code", new SecretText("a&b=c"))
        );

        Assert.Equal($"Bearer {Value}", bearer.Headers.Authorization!.ToString());
        Assert.Equal("Basic SXYxLjhhNjE6cDrDpA==", basic.Headers.Authorization!.ToString());
        var read = JsonSerializer.Deserialize<Dictionary<string, string>>(
            await json.ReadAsStringAsync(TestContext.Current.CancellationToken)
        )!;
        Assert.Equal("\"quoted\"", read["secret"]);
        Assert.Equal("1", read["a"]);
        Assert.Equal(
            "client_id=Iv1&code=a%26b%3Dc",
            await form.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void In_a_path_it_is_one_segment() =>
        Assert.Equal(
            "https://ghes.example.com/api/v3/app-manifests/a%2F..%3Fb%23c/conversions",
            new SecretText("a/..?b#c")
                .InPath("https://ghes.example.com/api/v3/app-manifests/", "/conversions")
                .AbsoluteUri
        );

    [Fact]
    public void A_random_one_has_256_bits_and_is_another_each_time()
    {
        var first = SecretText.Random().Reveal();

        Assert.Matches("^[0-9a-f]{64}$", first);
        Assert.NotEqual(first, SecretText.Random().Reveal());
    }
}
