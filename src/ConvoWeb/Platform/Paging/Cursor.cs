using System.Buffers.Text;
using System.Text;
using ConvoWeb.Data;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Platform.Paging;

/// <summary>
/// The place after the last item of a page: its sort key and its id. It says which order it belongs to, because a place
/// in one order means nothing in another. Opaque to clients.
/// </summary>
public sealed record Cursor(string Order, string Key, Guid Id)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Order}\n{Id:D}\n{Key}"));

    /// <exception cref="InvalidInputException">It is none of ours, or of another order.</exception>
    public static Cursor? Parse(string? text, string order)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3) is [var cursorOrder, var id, var key]
                && cursorOrder == order
                && Guid.TryParse(id, out var guid))
            {
                return new Cursor(order, CleanText.Of(key), guid);
            }
        }
        catch (FormatException)
        {
            // Not base64: told below like any other cursor that is none of ours.
        }

        throw new InvalidInputException("cursor", "cursor is not one that this list gave out.");
    }
}
