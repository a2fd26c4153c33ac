using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>What the script of the pane, its find bar and its menu ask for.</summary>
public sealed partial class TranscriptPane
{
    /// <summary>Filled and opened by the script.</summary>
    private static readonly LanguageMarkup PictureDialog = new(() => Markup.Of(
        $"""
        <dialog class="cw-dialog picture-dialog" closedby="any" aria-labelledby="picture-name" data-picture-dialog><h2 id="picture-name"></h2><img alt="">
        <div class="cw-dialog__acts"><a class="cw-btn" download>{Icons.Of(IconName.Import, small: true)}{HistoryTexts.Download}</a><form method="dialog"><button class="cw-btn cw-btn--primary">{HistoryTexts.Close}</button></form></div></dialog>
        """));

    private MessageView? _chosen;

    [Inject]
    public required MessageActions Actions { get; init; }

    /// <summary>Called by the script when the reader reaches the end or leaves it.</summary>
    [JSInvokable]
    public void Follow(bool following)
    {
        if (_window.Follow(following))
        {
            StateHasChanged();
        }
    }

    /// <summary>Called by the script when the reader comes near the first message that is shown, and it is not the first there is.</summary>
    [JSInvokable]
    public Task EarlierInViewAsync() => RunAsync(_window.ReadEarlierAsync);

    /// <summary>Called by the script when the reader comes near the last message that is shown, and it is not the last there is.</summary>
    [JSInvokable]
    public Task LaterInViewAsync() => RunAsync(_window.ReadLaterAsync);

    /// <summary>Called by the script when what is folded is opened, and not all of it is here, or is to be folded up again.</summary>
    [JSInvokable]
    public Task FoldAsync(Guid messageId, bool isOpen) => RunAsync(() => _window.FoldAsync(new MessageFold(messageId, isOpen)));

    /// <summary>Called by the script before it opens the menu of a message.</summary>
    [JSInvokable]
    public void Choose(Guid messageId)
    {
        _chosen = Shown(messageId);
        StateHasChanged();
    }

    /// <summary>Called by the script when a text was changed, or nobody wants to change it any more.</summary>
    [JSInvokable]
    public void StopEditing()
    {
        _window.Edit(null);
        StateHasChanged();
    }

    /// <summary>Called by the script for the version before a message, or after it.</summary>
    [JSInvokable]
    public Task SwitchAsync(Guid messageId, bool earlier) => RunAsync(async () =>
    {
        if (Shown(messageId) is not null
            && (earlier ? _window.Look(messageId).Versions?.Earlier : _window.Look(messageId).Versions?.Later) is { } version
            && await Actions.SwitchAsync(User, Id, version.Id))
        {
            await _window.ReturnToAsync(version.Seq);
            _arrival = new Arrival(version.Seq, TakesFocus: true, Way: "switch");
        }
    });

    private MessageView? Shown(Guid messageId) =>
        _window.Transcript?.Messages.Concat(_window.Relayed).FirstOrDefault(message => message.Id == messageId);

    private void EditChosen() => _window.Edit(_chosen?.Id);

    private Task RemoveChosenAsync() => _chosen is null ? Task.CompletedTask : Actions.RemoveAsync(User, Id, _chosen.Id);

    private async Task GoToFoundAsync(int seq)
    {
        await ArriveAsync(seq, takesFocus: false);
        NameInAddress();
    }

    private void LeaveSearch()
    {
        _address.LeaveSearch();
        NameInAddress();
    }
}
