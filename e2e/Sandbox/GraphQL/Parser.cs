using System.Globalization;
using System.Text.Json.Nodes;

namespace Sandbox.GraphQL;

/// <summary>
/// Reads a document of operations and fragments; what no client sends to GitHub, definitions of types, is an error.
/// <c>query Person($login: String!) { user(login: $login) { ...Name } } fragment Name on User { name }</c>
/// https://spec.graphql.org/October2021/#sec-Language
/// </summary>
internal sealed class Parser
{
    private static readonly string[] _kinds = ["query", "mutation", "subscription"];

    private readonly Tokens _tokens;

    private Parser(string text) => _tokens = new Tokens(text);

    public static Document Parse(string text)
    {
        var parser = new Parser(text);
        var operations = new List<Operation>();
        var fragments = new Dictionary<string, Fragment>(StringComparer.Ordinal);
        do
        {
            if (parser._tokens.Peek("fragment"))
            {
                var fragment = parser.Fragment();
                fragments.TryAdd(fragment.Name, fragment);
            }
            else
            {
                operations.Add(parser.Operation());
            }
        } while (parser._tokens.Now.Kind != "EOF");

        return new Document(operations, fragments);
    }

    /// <summary>A type as the schema writes it.</summary>
    public static TypeRef Type(string text) => new Parser(text).Type();

    private Operation Operation()
    {
        var at = _tokens.Now.At;
        if (_tokens.Now.Kind == "{")
        {
            return new Operation("query", null, [], Selections(), at);
        }

        if (_tokens.Now.Kind != "NAME" || !_kinds.Contains(_tokens.Now.Text))
        {
            throw _tokens.Unexpected("one of QUERY, MUTATION, SUBSCRIPTION, FRAGMENT, LCURLY");
        }

        var kind = _tokens.Take().Text;
        var name = _tokens.Now.Kind == "NAME" ? _tokens.Take().Text : null;
        var variables = Group("(", ")", Variable);
        Directives();
        return new Operation(kind, name, variables, Selections(), at);
    }

    private Fragment Fragment()
    {
        var at = _tokens.Take().At;
        var name = _tokens.Take("NAME").Text;
        if (!_tokens.Peek("on"))
        {
            throw _tokens.Unexpected("ON");
        }

        _tokens.Take();
        var type = _tokens.Take("NAME").Text;
        Directives();
        return new Fragment(name, type, Selections(), at);
    }

    private Variable Variable()
    {
        var at = _tokens.Take("$").At;
        var name = _tokens.Take("NAME").Text;
        _tokens.Take(":");
        var type = Type();
        return new Variable(name, type, _tokens.Skip("=") ? Value() : null, at);
    }

    private TypeRef Type()
    {
        _tokens.Enter();
        TypeRef type;
        if (_tokens.Skip("["))
        {
            type = new TypeRef(null, Type(), false);
            _tokens.Take("]");
        }
        else
        {
            type = new TypeRef(_tokens.Take("NAME").Text, null, false);
        }

        _tokens.Leave();
        return _tokens.Skip("!") ? type with { NotNull = true } : type;
    }

    private List<Selection> Selections()
    {
        _tokens.Enter();
        _tokens.Take("{");
        var all = new List<Selection>();
        do
        {
            all.Add(Selection());
        } while (_tokens.Now.Kind != "}");
        _tokens.Take();
        _tokens.Leave();
        return all;
    }

    private Selection Selection()
    {
        var at = _tokens.Now.At;
        if (!_tokens.Skip("..."))
        {
            return Field(at);
        }

        if (_tokens.Now.Kind == "NAME" && _tokens.Now.Text != "on")
        {
            return new SpreadNode(_tokens.Take().Text, Directives(), at);
        }

        string? type = null;
        if (_tokens.Peek("on"))
        {
            _tokens.Take();
            type = _tokens.Take("NAME").Text;
        }

        return new InlineNode(type, Directives(), Selections(), at);
    }

    private FieldNode Field(Place at)
    {
        var name = _tokens.Take("NAME").Text;
        string? alias = null;
        if (_tokens.Skip(":"))
        {
            (alias, name) = (name, _tokens.Take("NAME").Text);
        }

        var arguments = Group("(", ")", Argument);
        return new FieldNode(
            alias,
            name,
            arguments,
            Directives(),
            _tokens.Now.Kind == "{" ? Selections() : [],
            at
        );
    }

    private Argument Argument()
    {
        var name = _tokens.Take("NAME");
        _tokens.Take(":");
        return new Argument(name.Text, Value(), name.At);
    }

    private List<Directive> Directives()
    {
        var all = new List<Directive>();
        while (_tokens.Now.Kind == "@")
        {
            var at = _tokens.Take().At;
            all.Add(new Directive(_tokens.Take("NAME").Text, Group("(", ")", Argument), at));
        }

        return all;
    }

    private Value Value()
    {
        _tokens.Enter();
        var value = _tokens.Now.Kind switch
        {
            "$" => Named(),
            "[" => List(),
            "INT" => Constant(long.Parse(_tokens.Now.Text, CultureInfo.InvariantCulture)),
            "FLOAT" => Constant(double.Parse(_tokens.Now.Text, CultureInfo.InvariantCulture)),
            "STRING" => Constant(
                _tokens.Now.Text,
                JsonValue.Create(_tokens.Now.Text).ToJsonString()
            ),
            "NAME" => _tokens.Now.Text switch
            {
                "true" => Constant(true),
                "false" => Constant(false),
                "null" => Constant(null),
                // A word of an enumeration; no argument here takes one.
                var word => Constant(word),
            },
            _ => throw _tokens.Unexpected("VALUE"),
        };
        _tokens.Leave();
        return value;
    }

    private Value Named()
    {
        _tokens.Take();
        var name = _tokens.Take("NAME").Text;
        return new Value(name, null, null, "$" + name);
    }

    private Value List()
    {
        _tokens.Take();
        var items = new List<Value>();
        while (!_tokens.Skip("]"))
        {
            items.Add(Value());
        }

        return new Value(
            null,
            null,
            items,
            $"[{string.Join(", ", items.Select(item => item.Text))}]"
        );
    }

    private Value Constant(JsonNode? value, string? text = null)
    {
        var written = _tokens.Take().Text;
        return new Value(null, value, null, text ?? written);
    }

    private List<T> Group<T>(string open, string close, Func<T> one)
    {
        var all = new List<T>();
        if (!_tokens.Skip(open))
        {
            return all;
        }

        do
        {
            all.Add(one());
        } while (_tokens.Now.Kind != close);
        _tokens.Take();
        return all;
    }
}
