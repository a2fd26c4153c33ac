using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// The messages of a transcript under their days. There are many of them in a circuit, so each is a few frames around markup
/// that is made already, and no component but while it is written or edited.
/// </summary>
public sealed partial class MessageThread : ComponentBase
{
    private static readonly MarkupString NoHead = Markup.Of($"<header class=\"cw-msg__who\"></header>");

    private (IReadOnlyList<ShownMessage> Messages, IReadOnlyDictionary<MessageType, Speaker> Speakers, TimeZoneInfo Zone, DateOnly Today)? _rendered;
    private bool _changed;

    [Parameter, EditorRequired]
    public required IReadOnlyList<ShownMessage> Messages { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<MessageType, Speaker> Speakers { get; set; }

    [Parameter, EditorRequired]
    public required BrowserTime Time { get; set; }

    protected override void OnParametersSet()
    {
        _changed = _rendered is not var (messages, speakers, zone, today)
            || !messages.SequenceEqual(Messages) || speakers != Speakers || !zone.Equals(Time.Zone) || today != Time.Today;
        _rendered = (Messages, Speakers, Time.Zone, Time.Today);
    }

    /// <summary>What it was rendered from is held twice by a circuit once it was rendered twice.</summary>
    protected override bool ShouldRender() => _changed;

    /// <summary>By which it is found in the page; what is not stored has no number.</summary>
    private static int? SeqOf(MessageView message) => message.IsStored ? message.Seq : null;

    private string ClassesOf(MessageView message, MessageLook look)
    {
        var form = look.Form switch
        {
            MessageForm.Aside => "cw-msg cw-msg--tool",
            MessageForm.Remark => "cw-msg cw-msg--system",
            _ => Speakers[message.Type].Classes,
        };
        return look.IsHit ? $"{form} cw-msg--hit" : form;
    }

    private string LabelOf(MessageView message, MessageLook look) => look.Form switch
    {
        MessageForm.Aside => look.Title!,
        MessageForm.Remark => HistoryTexts.Note,
        _ => Wording.Of(HistoryTexts.SaidAt, Speakers[message.Type].Name, Time.Clock(message.Timestamp)),
    };

    private MarkupString HeadOf(MessageView message, MessageLook look)
    {
        if (look.Form is not MessageForm.Said)
        {
            return NoHead;
        }

        var spoken = message.AudioDuration > 0 || message.AudioUrl is not null ? Icons.Of(IconName.Mic, HistoryTexts.Spoken) : default;
        var title = message.Model is { } model ? Markup.Of($" title=\"{model}\"") : default;
        return Markup.Of(
            $"""
            <header class="cw-msg__who"><span class="cw-msg__name" dir="auto"{title}>{Speakers[message.Type].Name}</span><span class="cw-msg__time">{spoken}<time datetime="{TimeText.Machine(message.Timestamp)}" title="{Time.Full(message.Timestamp)}">{Time.Clock(message.Timestamp)}</time></span></header>
            """);
    }
}
