using Portal.Connections;
using Portal.Data;

namespace Portal.Tests.Ui;

/// <summary>Everything that the database names by enum has words for people.</summary>
public sealed class WordsTests
{
    [Theory]
    [MemberData(nameof(All))]
    public void Everything_that_is_shown_has_words_of_its_own(string what, string words)
    {
        Assert.False(string.IsNullOrWhiteSpace(words), what);
        // An identifier that slipped through has capitals in the middle.
        Assert.DoesNotMatch("[a-z][A-Z]", words.Replace("GitHub", "", StringComparison.Ordinal));
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

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        Add<Reason>(Words.Of);
        Add<Stage>(Words.Of);
        Add<SecretField>(Words.Of);
        Add<EndingStepKind>(Words.Of);
        Add<EndingStepState>(Words.Of);
        return data;

        void Add<T>(Func<T, string> words)
            where T : struct, Enum
        {
            var all = Enum.GetValues<T>().Select(words).ToList();
            Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
            foreach (var value in Enum.GetValues<T>())
            {
                data.Add($"{typeof(T).Name}.{value}", words(value));
            }
        }
    }
}
