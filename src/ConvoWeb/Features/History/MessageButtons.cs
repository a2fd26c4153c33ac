using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// The buttons beside a message: the same for all, so they are one piece of markup, and one menu serves them. The script of
/// the pane knows whose they are.
/// </summary>
internal static class MessageButtons
{
    public static MarkupString Html { get; } = new(
        $"""
        <div class="cw-msg__acts"><button class="cw-icon-btn cw-icon-btn--s" type="button" tabindex="-1" title="Copy text" data-copy>{Icons.Of(IconName.Copy, "Copy text", small: true)}</button><button class="cw-icon-btn cw-icon-btn--s" type="button" tabindex="-1" title="Message menu" aria-haspopup="menu" data-message-menu>{Icons.Of(IconName.More, "Message menu", small: true)}</button></div>
        """);
}
