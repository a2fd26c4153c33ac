using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// One message of a transcript; rendered again only when it changed. There are many of them in a circuit, so it is made of
/// few frames and, as a rule, of no other component.
/// </summary>
public sealed partial class MessageItem : ComponentBase
{
    private static readonly MarkupString
        Chevron = Icons.Of(IconName.Right, small: true, css: "cw-chev"),
        InfoIcon = Icons.Of(IconName.Info, small: true),
        ToolIcon = Icons.Of(IconName.Tool, small: true);

    private (MessageView, MessageLook, Speaker, TimeZoneInfo)? _rendered;
    private bool _changed;
    private string _clock = "";
    private string _foldedName = "";

    /// <summary>Without its text: that is in its look.</summary>
    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }

    [Parameter, EditorRequired]
    public required MessageLook Look { get; set; }

    [Parameter, EditorRequired]
    public required Speaker Speaker { get; set; }

    /// <summary>A parameter here: a cascading value would keep a list of all messages.</summary>
    [Parameter, EditorRequired]
    public required BrowserTime Time { get; set; }

    /// <summary>Told to open what is folded, or to fold it up again.</summary>
    [Parameter]
    public EventCallback<MessageFold> OnFold { get; set; }

    protected override void OnParametersSet()
    {
        var shown = (Message, Look, Speaker, Time.Zone);
        _changed = _rendered is not { } before
            || !ReferenceEquals(before.Item1, Message) || !ReferenceEquals(before.Item2, Look) || before.Item3 != Speaker || !before.Item4.Equals(Time.Zone);
        if (_changed)
        {
            _rendered = shown;
            _clock = Time.Clock(Message.Timestamp);
            _foldedName = Look.Title ?? $"Hidden message of {Speaker.Name}";
        }
    }

    protected override bool ShouldRender() => _changed;

    /// <summary>False for what is shown live and forgotten (<c>PERSIST_TRANSCRIPTS=false</c>): that has no version.</summary>
    private bool IsStored => Message.Version > 0;

    /// <summary>By which it is found in the page; what is not stored has no number.</summary>
    private int? Seq => IsStored ? Message.Seq : null;

    private string? HitClass => Look.IsHit ? "cw-msg--hit" : null;

    private string FoldLabel => Look.IsOpen ? "Show less" : string.Create(CultureInfo.InvariantCulture, $"Show all {Look.Words:N0} words");

    private Task ToggleAsync() => OnFold.InvokeAsync(new MessageFold(Message.Id, !Look.IsOpen));

    /// <summary>The browser opens and closes it by itself; only what is not here yet has to be asked for.</summary>
    private EventCallback OnToggle => Look.IsCut ? EventCallback.Factory.Create(this, ToggleAsync) : default;
}

/// <summary>A message is to be opened, or to be folded up.</summary>
public sealed record MessageFold(Guid MessageId, bool IsOpen);
