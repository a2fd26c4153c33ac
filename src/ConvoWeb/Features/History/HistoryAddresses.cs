using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.History;

/// <summary>What is open and which list stands beside it is in the address, so that a reload and a link show the same.</summary>
internal static class HistoryAddresses
{
    public static string List(ConversationScope status) => "/" + Query(status);

    public static string Conversation(Guid id, ConversationScope status) => $"/c/{id}" + Query(status);

    public static string Export(Guid id, string format) => $"/api/conversations/{id}/export?format={format}";

    private static string Query(ConversationScope status) =>
        status is ConversationScope.Active ? "" : $"?status={Words<ConversationScope>.Of(status)}";
}
