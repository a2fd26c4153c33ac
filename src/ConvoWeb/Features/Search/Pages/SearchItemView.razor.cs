using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>A conversation with what was found in it. Each quote leads to its message.</summary>
public sealed partial class SearchItemView : ComponentBase
{
    private DateOnly _day;

    [Parameter, EditorRequired]
    public required SearchItem Item { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    /// <summary>What was looked for: the transcript marks it again.</summary>
    [Parameter, EditorRequired]
    public required string Query { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private ConversationView Conversation => Item.Conversation;

    private string TitleAddress => Item.Hits is [var best, ..]
        ? SearchAddresses.Conversation(Conversation.Id, best.Seq, Query)
        : SearchAddresses.Conversation(Conversation.Id);

    protected override void OnParametersSet() => _day = Time.DayOf(Conversation.LastMessageAt);

    /// <summary>The day stands in the heading already, unless the message is of another one.</summary>
    private string When(DateTimeOffset time) => Time.DayOf(time) is var day && day == _day ? Time.Clock(time) : Time.ShortDay(day);
}
