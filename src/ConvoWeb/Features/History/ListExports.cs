using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Search;

namespace ConvoWeb.Features.History;

/// <summary>What is exported when a list is meant.</summary>
internal static class ListExports
{
    /// <param name="zone">In which the days of the list begin.</param>
    public static BulkExportRequest Of(ConversationListQuery list, TimeZoneInfo zone) => new()
    {
        Filter = new SearchListQuery
        {
            Status = ListNames.IsStatus(list.Status) && list.Status is { } status ? status : Words<ConversationScope>.Of(ConversationScope.Active),
            Personality = list.Personality,
            Tag = list.Tag,
            Model = list.Model,
            Source = list.Source,
            From = list.From,
            To = list.To,
            Starred = list.Starred,
            Audio = list.Audio,
            TimeZone = zone.Id,
        },
    };
}
