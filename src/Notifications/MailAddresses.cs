using MimeKit;

namespace Portal.Notifications;

/// <summary>Reads e-mail addresses that a person typed.</summary>
internal static class MailAddresses
{
    /// <summary>An address with or without a name; null when it is none.</summary>
    public static MailboxAddress? Read(string? text) =>
        MailboxAddress.TryParse(text, out var address)
        && address.Address.Split('@') is [{ Length: > 0 }, { Length: > 0 } domain]
        && domain.All(sign => char.IsLetterOrDigit(sign) || sign is '.' or '-' or '[' or ']' or ':')
            ? address
            : null;
}
