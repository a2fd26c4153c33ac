using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages.Files;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What came with a message: pictures of ours in small (the script of the pane enlarges them), anything else by its name.</summary>
public sealed partial class Attachments : ComponentBase
{
    private List<MessageAttachment> _pictures = [];
    private List<MessageAttachment> _others = [];

    /// <summary>The message's; whatever it says is only text.</summary>
    [Parameter, EditorRequired]
    public required string? Metadata { get; set; }

    /// <summary>The sound that is heard beside them.</summary>
    [Parameter]
    public string? AudioUrl { get; set; }

    protected override void OnParametersSet()
    {
        var all = MessageAttachment.Of(Metadata, AudioUrl);
        _pictures = [.. all.Where(attachment => attachment.IsPicture)];
        _others = [.. all.Where(attachment => !attachment.IsPicture)];
    }

    /// <summary>How large it is, and where: the host is told before it is gone to.</summary>
    private static string About(MessageAttachment file)
    {
        var place = file.Address is null ? HistoryTexts.NotHere : file.IsStored ? null : new Uri(file.Address).IdnHost;
        return string.Join(" · ", ((string?[])[file.Size is { } size ? Wording.Size(size) : null, place]).Where(part => part is not null));
    }
}
