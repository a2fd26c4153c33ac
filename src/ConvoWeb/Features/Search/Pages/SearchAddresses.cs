using System.Globalization;
using ConvoWeb.Data.Conventions;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>The query and its order stand in the address, so that a reload, a link and the way back show the same.</summary>
internal static class SearchAddresses
{
    public const string Page = "/search";

    public static string Search(string text, SearchOrder order = SearchOrder.Best)
    {
        var query = text.Length > 0 ? $"?q={Uri.EscapeDataString(text)}" : "";
        return order is SearchOrder.Best
            ? Page + query
            : $"{Page}{query}{(query.Length > 0 ? '&' : '?')}order={Words<SearchOrder>.Of(order)}";
    }

    /// <summary>A word that is none of ours is the usual order: an old or mistyped link still opens.</summary>
    public static SearchOrder OrderOf(string? word) => word switch
    {
        "relevance" => SearchOrder.Relevance,
        "newest" => SearchOrder.Newest,
        _ => SearchOrder.Best,
    };

    /// <summary>The transcript at that very message; where the message does not matter, without it.</summary>
    public static string Conversation(Guid id, int? seq = null, string query = "") =>
        seq is null ? $"/c/{id}" : string.Create(CultureInfo.InvariantCulture, $"/c/{id}?m={seq}&q={Uri.EscapeDataString(query)}");
}
