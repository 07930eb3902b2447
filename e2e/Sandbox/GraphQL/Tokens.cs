using System.Text.Json.Nodes;

namespace Sandbox.GraphQL;

/// <summary>The token that is to be read next, and what a parser does with it.</summary>
internal sealed class Tokens
{
    /// <summary>Deeper than this nobody asks in earnest.</summary>
    private const int Deepest = 100;

    private readonly Lexer _lexer;
    private int _depth;

    public Tokens(string text)
    {
        _lexer = new Lexer(text);
        Now = _lexer.Next();
    }

    public Token Now { get; private set; }

    public void Leave() => _depth--;

    public bool Peek(string word) => Now.Kind == "NAME" && Now.Text == word;

    public bool Skip(string kind)
    {
        if (Now.Kind != kind)
        {
            return false;
        }

        Take();
        return true;
    }

    public Token Take(string kind) => Now.Kind == kind ? Take() : throw Unexpected(Word(kind));

    public Token Take()
    {
        var token = Now;
        Now = _lexer.Next();
        return token;
    }

    public void Enter()
    {
        if (++_depth > Deepest)
        {
            throw new DocumentException(
                new GraphQLError($"The document is nested deeper than {Deepest} levels.", Now.At)
            );
        }
    }

    public DocumentException Unexpected(string expected) =>
        new(
            new GraphQLError(
                Now.Kind == "EOF"
                    ? "Unexpected end of document"
                    : $"Expected {expected}, actual: {Word(Now.Kind)} ({JsonValue.Create(Now.Text).ToJsonString()}) at [{Now.At.Line}, {Now.At.Column}]",
                Now.At
            )
        );

    private static string Word(string kind) =>
        kind switch
        {
            "{" => "LCURLY",
            "}" => "RCURLY",
            "(" => "LPAREN",
            ")" => "RPAREN",
            "[" => "LBRACKET",
            "]" => "RBRACKET",
            ":" => "COLON",
            "$" => "VAR_SIGN",
            "=" => "EQUALS",
            "!" => "BANG",
            "@" => "DIR_SIGN",
            "..." => "ELLIPSIS",
            "NAME" => "IDENTIFIER",
            _ => kind,
        };
}
