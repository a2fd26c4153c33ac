using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>A private detail of a text.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RedactionMatch(int Start, int Length, RedactionKind Kind)
{
    public int End => Start + Length;
}

/// <summary>What a private detail is.</summary>
public enum RedactionKind
{
    ApiKey,
    Secret,
    Password,
    PrivateKey,
    EmailAddress,
    PhoneNumber,
    CardNumber,
    BankAccount,
}

public static class RedactionKinds
{
    public static string Word(this RedactionKind kind) => kind switch
    {
        RedactionKind.ApiKey => "API key",
        RedactionKind.Secret => "secret",
        RedactionKind.Password => "password",
        RedactionKind.PrivateKey => "private key",
        RedactionKind.EmailAddress => "e-mail address",
        RedactionKind.PhoneNumber => "phone number",
        RedactionKind.CardNumber => "card number",
        RedactionKind.BankAccount => "bank account",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    public static RedactionProfiles Profile(this RedactionKind kind) => kind switch
    {
        RedactionKind.EmailAddress => RedactionProfiles.Emails,
        RedactionKind.PhoneNumber => RedactionProfiles.Phones,
        RedactionKind.CardNumber => RedactionProfiles.Cards,
        RedactionKind.BankAccount => RedactionProfiles.Ibans,
        _ => RedactionProfiles.Secrets,
    };
}
