using Portal.Data;
using Portal.Hosts;

namespace Portal.Tests.Hosts;

/// <summary>What a person types or pastes as the address of a server.</summary>
public sealed class HostAddressTests
{
    [Theory]
    [InlineData("https://ghes.example.com", "https://ghes.example.com")]
    [InlineData("ghes.example.com", "https://ghes.example.com")]
    [InlineData("  https://ghes.example.com \r\n", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com/", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com///", "https://ghes.example.com")]
    [InlineData("HTTPS://GHES.Example.COM", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com.", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com/api/v3", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com/login?return_to=%2F#top", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com:443", "https://ghes.example.com")]
    [InlineData("https://ghes.example.com:8443/x", "https://ghes.example.com:8443")]
    [InlineData("ghes.example.com:8443", "https://ghes.example.com:8443")]
    [InlineData("192.0.2.7", "https://192.0.2.7")]
    [InlineData("https://[2001:DB8::7]:8443/", "https://[2001:db8::7]:8443")]
    [InlineData("[2001:db8::7]", "https://[2001:db8::7]")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("https://git-hub.com", "https://git-hub.com")]
    [InlineData("https://notgithub.com", "https://notgithub.com")]
    public void An_address_is_made_unambiguous(string typed, string expected)
    {
        var read = HostAddress.Read(typed, allowHttp: false);

        Assert.Null(read.Problem);
        Assert.Equal(expected, read.WebUrl);
    }

    [Theory]
    [InlineData("ghes.example.com", false)]
    [InlineData("https://ghes.example.com:8443///", false)]
    [InlineData("https://ghes.example.com/acme", true)]
    [InlineData("https://ghes.example.com?tab=1", true)]
    [InlineData("https://ghes.example.com/#top", true)]
    public void What_is_left_away_is_told(string typed, bool shortened) =>
        Assert.Equal(shortened, HostAddress.Read(typed, allowHttp: false).Shortened);

    [Theory]
    [InlineData(null, "Type the server's address")]
    [InlineData("", "Type the server's address")]
    [InlineData(" \t ", "Type the server's address")]
    [InlineData("https://", "is not a web address")]
    [InlineData("https://ghes example:port", "is not a web address")]
    [InlineData("https:// ghes.example .com", "is not a web address")]
    [InlineData("http://not a url", "is not a web address")]
    [InlineData("https://ghes.exam\nple.com", "is not a web address")]
    [InlineData("https://ghes.exam\tple.com", "is not a web address")]
    [InlineData("https://a..b", "is not a web address")]
    [InlineData("https://-\u200b-.example", "is not a web address")]
    [InlineData("ftp://ghes.example.com", "begins with ftp://")]
    [InlineData("file:///etc/passwd", "is not a web address")]
    [InlineData("https://octocat@ghes.example.com", "user name or password")]
    [InlineData("https://octocat:secret@ghes.example.com", "user name or password")]
    [InlineData("http://ghes.example.com", "must be https://")]
    [InlineData("git%68ub.com", "is not a web address")]
    [InlineData("gist.github.com", "a part of github.com")]
    [InlineData("https://ghe.com", "SUBDOMAIN.ghe.com")]
    [InlineData("https://api.ghe.com", "SUBDOMAIN.ghe.com")]
    public void What_cannot_be_a_server_is_refused_with_a_sentence(string? typed, string sentence)
    {
        var read = HostAddress.Read(typed, allowHttp: false);

        Assert.Null(read.WebUrl);
        Assert.Contains(sentence, read.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "https://github.com",
        HostFlavor.DotCom,
        "https://github.com",
        "https://api.github.com"
    )]
    [InlineData(
        "https://www.GitHub.com/acme",
        HostFlavor.DotCom,
        "https://github.com",
        "https://api.github.com"
    )]
    [InlineData(
        "api.github.com",
        HostFlavor.DotCom,
        "https://github.com",
        "https://api.github.com"
    )]
    [InlineData("github.com.", HostFlavor.DotCom, "https://github.com", "https://api.github.com")]
    [InlineData(
        "https://octocorp.ghe.com",
        HostFlavor.DataResidency,
        "https://octocorp.ghe.com",
        "https://api.octocorp.ghe.com"
    )]
    [InlineData(
        "http://api.OctoCorp.ghe.com/meta",
        HostFlavor.DataResidency,
        "https://octocorp.ghe.com",
        "https://api.octocorp.ghe.com"
    )]
    [InlineData(
        "https://ghes.example.com",
        HostFlavor.EnterpriseServer,
        "https://ghes.example.com",
        "https://ghes.example.com/api/v3"
    )]
    public void The_name_tells_which_GitHub_it_is_and_where_its_API_begins(
        string typed,
        HostFlavor flavor,
        string web,
        string api
    )
    {
        var read = HostAddress.Read(typed, allowHttp: false);

        Assert.Equal((flavor, web, api), (read.Flavor, read.WebUrl, read.ApiUrl));
    }

    [Theory]
    [InlineData(HostFlavor.DotCom, "is not github.com")]
    [InlineData(HostFlavor.DataResidency, "SUBDOMAIN.ghe.com")]
    public void A_server_of_ones_own_is_not_taken_for_a_cloud(HostFlavor chosen, string sentence) =>
        Assert.Contains(
            sentence,
            HostAddress.Read("https://ghes.example.com", allowHttp: false, chosen).Problem,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("https://api.example.com/github/", "https://api.example.com/github")]
    [InlineData("api.example.com", "https://api.example.com")]
    [InlineData(" https://API.example.com:8443/v3 ", "https://api.example.com:8443/v3")]
    public void The_address_of_an_API_keeps_its_path(string typed, string expected) =>
        Assert.Equal(expected, HostAddress.ReadApi(typed, allowHttp: false).Url);

    [Theory]
    [InlineData("http://api.example.com", "must be https://")]
    [InlineData("https://api.example.com/?a=1", "“?” and “#”")]
    [InlineData("https://me:secret@api.example.com", "user name or password")]
    public void An_API_that_cannot_be_one_is_refused(string typed, string sentence) =>
        Assert.Contains(
            sentence,
            HostAddress.ReadApi(typed, allowHttp: false).Problem,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_password_in_an_address_is_not_repeated()
    {
        var read = HostAddress.Read("https://octocat:hunter2@ghes.example.com", allowHttp: false);

        Assert.DoesNotContain("hunter2", read.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://GHES.example.com:80/", "http://ghes.example.com")]
    [InlineData("http://localhost:5090", "http://localhost:5090")]
    public void Http_is_taken_where_configuration_allows_it(string typed, string expected) =>
        Assert.Equal(expected, HostAddress.Read(typed, allowHttp: true).WebUrl);
}
