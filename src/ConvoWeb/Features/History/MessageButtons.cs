using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>The buttons beside a message: the same for all, so they are one piece of markup. The script of the pane knows whose they are.</summary>
internal static class MessageActions
{
    public static MarkupString Html { get; } = new(
        $"""
        <div class="cw-msg__acts"><button class="cw-icon-btn cw-icon-btn--s" type="button" tabindex="-1" title="Copy text" data-copy data-copy-message>{Icons.Of(IconName.Copy, "Copy text", small: true)}</button></div>
        """);
}
