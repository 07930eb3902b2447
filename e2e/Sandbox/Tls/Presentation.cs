namespace Sandbox.Tls;

/// <summary>What a server shows of its certificate.</summary>
public enum Presentation
{
    /// <summary>The certificate with the intermediate that signed it.</summary>
    Good,

    /// <summary>Only the certificate: whoever knows the root alone cannot build the chain.</summary>
    WithoutIntermediate,

    /// <summary>A certificate that ran out yesterday.</summary>
    Expired,

    /// <summary>A certificate for another name.</summary>
    WrongName,
}
