using System.Globalization;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.History;

/// <summary>What is open and which list stands beside it is in the address, so that a reload and a link show the same.</summary>
internal static class HistoryAddresses
{
    public static string List(ConversationScope status) => "/" + Query(status);

    /// <param name="seq">The number of the message to stand at.</param>
    /// <param name="search">The search that led to it.</param>
    public static string Conversation(Guid id, ConversationScope status, int? seq = null, string? search = null) =>
        $"/c/{id}" + Query(status, seq, search);

    /// <summary>What runs now, and beside it what is open of it.</summary>
    public static string Live(Guid? id = null) => id is null ? "/live" : $"/live/{id}";

    public static string Export(Guid id, string format) => $"/api/conversations/{id}/export?format={format}";

    private static string Query(ConversationScope status, int? seq = null, string? search = null)
    {
        string?[] parts =
        [
            status is ConversationScope.Active ? null : $"status={Words<ConversationScope>.Of(status)}",
            seq is null ? null : string.Create(CultureInfo.InvariantCulture, $"m={seq}"),
            search is null ? null : $"q={Uri.EscapeDataString(search)}",
        ];
        var query = string.Join('&', parts.Where(part => part is not null));
        return query.Length == 0 ? "" : $"?{query}";
    }
}
