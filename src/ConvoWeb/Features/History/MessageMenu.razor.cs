using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What can be done to a message, and what else is known of it: what stands in the one menu of the pane when it is opened.</summary>
public sealed partial class MessageMenu : ComponentBase
{
    /// <summary>The one that it was opened for; without its text.</summary>
    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }

    /// <summary>What is in the trash stays as it is.</summary>
    [Parameter]
    public bool IsReadOnly { get; set; }

    [Parameter]
    public EventCallback OnEdit { get; set; }

    [Parameter]
    public EventCallback OnRemove { get; set; }

    [Parameter, EditorRequired]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool CanChange => Message.IsStored && !IsReadOnly && Message.State is not MessageState.Draft;

    private string Link =>
        Navigation.ToAbsoluteUri(HistoryAddresses.Conversation(Message.ConversationId, new ConversationListQuery(), Message.Seq)).ToString();

    private IEnumerable<(string Name, string Value)> About()
    {
        yield return (HistoryTexts.AboutTime, Time.Full(Message.Timestamp));
        if (Message.Model is { } model)
        {
            yield return (HistoryTexts.AboutModel, model);
        }

        if (Message.AudioDuration is > 0 and var seconds)
        {
            yield return (HistoryTexts.AboutAudio, Durations.Of(seconds));
        }

        if (Message.TokensIn is { } tokensIn)
        {
            yield return (HistoryTexts.TokensIn, Tokens(tokensIn));
        }

        if (Message.TokensOut is { } tokensOut)
        {
            yield return (HistoryTexts.TokensOut, Tokens(tokensOut));
        }
    }

    private string Tokens(int count) =>
        Message.TokensEstimated ? Wording.Of(HistoryTexts.AboutSoMany, Wording.Number(count)) : Wording.Number(count);
}
