using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Components.Shared;

/// <summary>Why something did not work, in words for the one who asked for it.</summary>
public static class Reasons
{
    /// <summary>What to do about a failure that nobody foresaw; its reference is in the log.</summary>
    public static string Unknown(string reference) => Wording.Of(SharedTexts.WentWrong, reference);

    /// <summary>Null for what nobody foresaw: that is a failure of the program, and its text is for the log.</summary>
    public static string? Of(IDatabase database, Exception exception) => exception switch
    {
        InvalidInputException or ConflictException or VersionMismatchException => exception.Message,
        _ => database.Translate(exception)?.Message,
    };

    /// <summary>Changes something, and says why that did not work: null when it did, <paramref name="gone"/> when it is not there any more.</summary>
    /// <param name="log">For what nobody foresaw.</param>
    public static async Task<string?> OfFailureAsync<T>(IDatabase database, Func<Task<T?>> change, string gone, Action<Exception> log)
        where T : class
    {
        try
        {
            return await change() is null ? gone : null;
        }
        catch (Exception exception)
        {
            if (Of(database, exception) is { } reason)
            {
                return reason;
            }

            var fault = ReferencedException.Of(exception);
            log(fault);
            return Unknown(fault.Reference);
        }
    }
}
