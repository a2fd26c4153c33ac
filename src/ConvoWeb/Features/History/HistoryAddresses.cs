using System.Globalization;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.WebUtilities;

namespace ConvoWeb.Features.History;

/// <summary>What is open and which list stands beside it is in the address, so that a reload and a link show the same.</summary>
internal static class HistoryAddresses
{
    public static string List(ConversationListQuery list) => "/" + Query(list);

    /// <param name="seq">The number of the message to stand at.</param>
    /// <param name="search">The search that led to it.</param>
    public static string Conversation(Guid id, ConversationListQuery list, int? seq = null, string? search = null) =>
        $"/c/{id}" + Query(list, seq, search);

    /// <summary>What runs now, and beside it what is open of it.</summary>
    public static string Live(Guid? id = null) => id is null ? "/live" : $"/live/{id}";

    public static string Export(Guid id, string format) => $"/api/conversations/{id}/export?format={format}";

    /// <summary>With what is chosen of it.</summary>
    public static string Export(Guid id, string format, bool allBranches, bool system, bool times) =>
        $"{Export(id, format)}&branches={(allBranches ? "all" : "active")}{(system ? "" : "&system=false")}{(times ? "" : "&timestamps=false")}";

    /// <summary>The list that stands in an address.</summary>
    public static ConversationListQuery ListIn(string address)
    {
        var parts = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? Part(string name) => parts.TryGetValue(name, out var value) ? value.ToString() : null;
        return new ConversationListQuery
        {
            Status = Part("status"),
            Personality = Part("personality"),
            Tag = Part("tag"),
            Model = Part("model"),
            Source = Part("source"),
            From = Part("from"),
            To = Part("to"),
            Starred = Part("starred"),
            Audio = Part("audio"),
            Sort = Part("sort"),
        };
    }

    private static string Query(ConversationListQuery list, int? seq = null, string? search = null)
    {
        List<string> parts = [.. list.Parts().Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}")];
        if (seq is not null)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"m={seq}"));
        }

        if (search is not null)
        {
            parts.Add($"q={Uri.EscapeDataString(search)}");
        }

        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }
}
