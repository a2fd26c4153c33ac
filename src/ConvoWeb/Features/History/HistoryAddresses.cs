using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What is open and which list stands beside it is in the address, so that a reload and a link show the same.</summary>
internal static class HistoryAddresses
{
    public static string List(ConversationScope status) => "/" + Query(status);

    public static string Conversation(Guid id, ConversationScope status) => $"/c/{id}" + Query(status);

    /// <summary>What runs now, and beside it what is open of it.</summary>
    public static string Live(Guid? id = null) => id is null ? "/live" : $"/live/{id}";

    public static string Export(Guid id, string format) => $"/api/conversations/{id}/export?format={format}";

    /// <summary>The way back does not go over what it was before.</summary>
    public static void ReplaceInQuery(this NavigationManager navigation, string name, string? value) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter(name, value), new NavigationOptions { ReplaceHistoryEntry = true });

    private static string Query(ConversationScope status) =>
        status is ConversationScope.Active ? "" : $"?status={Words<ConversationScope>.Of(status)}";
}
