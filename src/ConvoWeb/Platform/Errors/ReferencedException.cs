using System.Security.Cryptography;

namespace ConvoWeb.Platform.Errors;

/// <summary>
/// A failure that nobody foresaw, as it is logged: under a short reference, which is all that is told of it. Whoever is told
/// finds the line of the log by it.
/// </summary>
public sealed class ReferencedException : Exception
{
    private ReferencedException(string reference, Exception exception)
        : base($"Reference {reference}", exception) => Reference = reference;

    public string Reference { get; }

    public static ReferencedException Of(Exception exception) =>
        exception as ReferencedException ?? new ReferencedException(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), exception);
}
