using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// The buttons beside a message: the same for all in one language, so they are one piece of markup, and one menu serves
/// them. The script of the pane knows whose they are.
/// </summary>
internal static class MessageButtons
{
    private static readonly LanguageMarkup Buttons = new(() => Markup.Of(
        $"""
        <div class="cw-msg__acts"><button class="cw-icon-btn cw-icon-btn--s" type="button" tabindex="-1" title="{HistoryTexts.CopyText}" data-copy>{Icons.Of(IconName.Copy, HistoryTexts.CopyText, small: true)}</button><button class="cw-icon-btn cw-icon-btn--s" type="button" tabindex="-1" title="{HistoryTexts.MessageMenu}" aria-haspopup="menu" data-message-menu>{Icons.Of(IconName.More, HistoryTexts.MessageMenu, small: true)}</button></div>
        """));

    public static MarkupString Html => Buttons.Html;
}
