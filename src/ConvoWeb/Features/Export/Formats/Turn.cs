using System.Globalization;
using System.Runtime.CompilerServices;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>A message as the documents for people tell it.</summary>
internal sealed record Turn
{
    public required MessageView Message { get; init; }

    public required MessageNote Note { get; init; }

    /// <summary>Where turns are referred to, they are numbered.</summary>
    public required bool IsNumbered { get; init; }

    public required string Name { get; init; }

    /// <summary>The name, and what a reader should know of it.</summary>
    public required string Speaker { get; init; }

    /// <summary>When it was written; null when that is not to be said.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>Where it is another one than the conversation's.</summary>
    public required string? Model { get; init; }

    public required TurnPlace? Place { get; init; }

    public required IReadOnlyList<TurnFile> Files { get; init; }

    /// <summary>Its number, where it has one, and who says it.</summary>
    public string Heading => Numbered(Speaker);

    /// <summary>Of what was thought before it was said.</summary>
    public string ReasoningHeading => Numbered(TranscriptLabels.Marked(Name, ExportTexts.Reasoning));

    public static async IAsyncEnumerable<Turn> AllAsync(ExportDocument document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = document.Options;
        var places = options.Branches is ExportBranches.All ? new TurnPlaces() : null;
        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            yield return new Turn
            {
                Message = message,
                Note = MessageNote.Of(message),
                IsNumbered = places is not null,
                Name = TranscriptLabels.NameOf(message, document),
                Speaker = TranscriptLabels.SpeakerOf(message, document),
                At = options.Timestamps ? message.Timestamp : null,
                Model = options.Metadata && message.Model is { } model && model != document.Conversation.Model ? TranscriptLabels.OneLine(model) : null,
                Place = places?.Of(message),
                Files = TurnFile.Of(message),
            };
        }
    }

    private string Numbered(string speaker) =>
        IsNumbered ? Wording.Of(ExportTexts.Numbered, Message.Seq.ToString(CultureInfo.InvariantCulture), speaker) : speaker;
}
