using Portal.Data;

namespace Portal.Tests.Ui;

/// <summary>Everything that the database names by enum has words for people.</summary>
public sealed class WordsTests
{
    [Fact]
    public void Everything_that_is_shown_has_words_of_its_own()
    {
        AssertWords<Reason>(Words.Of);
        AssertWords<Stage>(Words.Of);
        AssertWords<SecretField>(Words.Of);
        AssertWords<EndingStepKind>(Words.Of);
        AssertWords<EndingStepState>(Words.Of);
    }

    [Fact]
    public void Every_reason_is_a_sentence_that_names_who_can_do_something()
    {
        foreach (var reason in Enum.GetValues<Reason>())
        {
            var sentence = ReasonText.Of(reason);

            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            Assert.Matches(
                "(administrator|network team|owner|[Yy]ou |Whoever|Nothing needs|Go on)",
                sentence
            );
        }
    }

    private static void AssertWords<T>(Func<T, string> words)
        where T : struct, Enum
    {
        var all = Enum.GetValues<T>().Select(words).ToList();
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, text => Assert.False(string.IsNullOrWhiteSpace(text)));
        // An identifier that slipped through has capitals in the middle.
        Assert.All(all, text => Assert.DoesNotMatch("[a-z][A-Z]", text.Replace("GitHub", "")));
    }
}
