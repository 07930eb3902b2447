using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Secrets;

/// <summary>
/// A secret in memory. It prints, logs and serializes as dots; what may be done with it is what its members say, and only
/// code in Secrets/ may call <see cref="Reveal"/>.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class SecretText
{
    private readonly string _value;

    public SecretText(string value) => _value = value;

    public int Length => _value.Length;

    public override string ToString() => "•••";

    /// <summary>Sends the secret as a bearer token with this one request.</summary>
    public void Authorize(HttpRequestMessage request) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _value);

    /// <summary>Sends the secret as the password of basic authentication with this one request.</summary>
    public void Authorize(HttpRequestMessage request, string user) =>
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_value}"))
        );

    /// <summary>The secret as the password for a proxy.</summary>
    public NetworkCredential AsCredential(string user) => new(user, _value);

    /// <summary>The secret as the address of a call; null when it is none.</summary>
    public Uri? AsAddress() => Uri.TryCreate(_value, UriKind.Absolute, out var url) ? url : null;

    /// <summary>"sha256=" and the HMAC of the bytes in hexadecimal, as GitHub signs its webhooks.</summary>
    public string Sign(ReadOnlySpan<byte> body) =>
        "sha256="
        + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_value), body));

    /// <summary>The certificate together with this, its private key in PEM.</summary>
    /// <exception cref="CryptographicException">The secret is no key, or not that of the certificate.</exception>
    public X509Certificate2 With(X509Certificate2 certificate)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), _value);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // The exception's own message must not travel: it may quote what it could not read.
            throw new CryptographicException("The key does not belong to the certificate.");
        }
    }

    /// <summary>Appends the secret to a path, escaped.</summary>
    public Uri InPath(string before, string after) =>
        new(before + Uri.EscapeDataString(_value) + after, UriKind.RelativeOrAbsolute);

    /// <summary>A form body with secret and other fields.</summary>
    public static FormUrlEncodedContent Form(
        IEnumerable<KeyValuePair<string, string>> fields,
        params IEnumerable<KeyValuePair<string, SecretText>> secrets
    ) =>
        new(
            fields.Concat(
                secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value._value))
            )
        );

    /// <summary>A JSON body of one secret and other fields.</summary>
    public static StringContent Json(
        IDictionary<string, string> fields,
        string name,
        SecretText secret
    ) =>
        new(
            JsonSerializer.Serialize(
                new Dictionary<string, string>(fields) { [name] = secret._value }
            ),
            Encoding.UTF8,
            "application/json"
        );

    /// <summary>A secret that a person typed, without the spaces around it; null when there is nothing else.</summary>
    public static SecretText? Typed(object? value) =>
        value is string text && text.Trim() is { Length: > 0 } typed ? new SecretText(typed) : null;

    /// <summary>The text of a file that a person uploaded.</summary>
    public static async Task<SecretText> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        return new SecretText(await reader.ReadToEndAsync(cancellationToken));
    }

    /// <summary>The secret without what was pasted around it; null when it cannot be one of GitHub's words of 20 to 255 signs.</summary>
    public SecretText? AsToken()
    {
        var word = _value.Trim();
        return word.Length is >= 20 and <= 255 && word.All(sign => sign is > ' ' and <= '~')
            ? new SecretText(word)
            : null;
    }

    /// <summary>256 random bits in hexadecimal.</summary>
    public static SecretText Random() =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    internal string Reveal() => _value;

    internal sealed class Converter : JsonConverter<SecretText>
    {
        public override SecretText? Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => reader.GetString() is { } value ? new SecretText(value) : null;

        public override void Write(
            Utf8JsonWriter writer,
            SecretText value,
            JsonSerializerOptions options
        ) => writer.WriteStringValue(value.ToString());
    }
}
