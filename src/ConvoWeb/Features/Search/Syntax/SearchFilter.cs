using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>One <c>key:value</c> of a query.</summary>
public abstract record SearchFilter
{
    /// <summary>With a minus before it.</summary>
    public bool IsUnwanted { get; init; }

    /// <summary>Where it stands, its minus included.</summary>
    public TextSpan Span { get; init; }
}

/// <summary><c>from:user</c>, <c>from:ai</c>.</summary>
public sealed record FromFilter(MessageType Type) : SearchFilter;

/// <summary><c>personality:NAME</c>: its name or its id.</summary>
public sealed record PersonalityFilter(string IdOrName) : SearchFilter;

/// <summary><c>model:NAME</c> or <c>model:BEGINNING*</c>: of the conversation, without case.</summary>
public sealed record ModelFilter(string Name, bool IsPrefix) : SearchFilter;

/// <summary><c>by:MODEL</c> or <c>by:BEGINNING*</c>: an answer of that model, without case; in quotes it is the name letter for letter.</summary>
public sealed record ByFilter(string Name, bool IsPrefix, bool IsExact = false) : SearchFilter;

/// <summary><c>source:NAME</c>: where the conversation came from, exactly.</summary>
public sealed record SourceFilter(string Name) : SearchFilter;

/// <summary><c>tag:NAME</c>.</summary>
public sealed record TagFilter(string Name) : SearchFilter;

/// <summary><c>status:active</c>, <c>status:archived</c>. The trash is never searched.</summary>
public sealed record StatusFilter(ConversationStatus Status) : SearchFilter;

/// <summary><c>before:</c>, <c>after:</c>, <c>on:</c>: of the message's time, from inclusive to exclusive.</summary>
public sealed record TimeFilter(DateTimeOffset? From, DateTimeOffset? To) : SearchFilter;

/// <summary><c>has:audio</c>, <c>has:code</c>, <c>has:link</c>: of the message.</summary>
public sealed record HasFilter(MessageContains What) : SearchFilter;

public enum MessageContains
{
    Audio,
    Code,
    Link,
}

/// <summary><c>duration:&gt;5m</c>: seconds of speech of the whole conversation; both ends inclusive unless the flag says so.</summary>
public sealed record DurationFilter(Bounds Seconds) : SearchFilter;

/// <summary><c>tokens:&gt;1000</c>: of one message, what went in and what came out together.</summary>
public sealed record TokensFilter(Bounds Tokens) : SearchFilter;

/// <summary><c>hour:9</c>, <c>hour:22-6</c>: the hour of the day in the reader's zone, both ends included; it may go over midnight.</summary>
public sealed record HourFilter(int First, int Last) : SearchFilter;

/// <summary><c>weekday:mon</c>, <c>weekday:mon-fri</c>, <c>weekday:weekend</c>: in the reader's zone.</summary>
public sealed record WeekdayFilter(IReadOnlyList<DayOfWeek> Days) : SearchFilter;

/// <summary><c>is:starred</c>.</summary>
public sealed record StarredFilter : SearchFilter;

/// <summary>Null is open. <paramref name="MinIsOut"/> and <paramref name="MaxIsOut"/>: the end itself does not belong to it.</summary>
public sealed record Bounds(double? Min, double? Max, bool MinIsOut = false, bool MaxIsOut = false);
