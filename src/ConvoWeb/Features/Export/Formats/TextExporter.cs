using System.IO.Pipelines;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>A plain transcript of the branch that a reader sees.</summary>
internal sealed class TextExporter : IConversationExporter
{
    public ExportFormat Format { get; } = new("txt", "text/plain; charset=utf-8", ".txt");

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        output.WriteText($"{TranscriptLabels.OneLine(document.Conversation.Title)}\n");
        if (TranscriptLabels.DatesOf(document) is { Length: > 0 } dates)
        {
            output.WriteText($"{dates}\n");
        }

        await foreach (var turn in Turn.AllAsync(document, cancellationToken))
        {
            var time = turn.At is { } at ? $"[{TranscriptLabels.Time(at)}] " : "";
            if (turn.Note.Reasoning is { } reasoning)
            {
                output.WriteText($"\n{time}{turn.ReasoningHeading}:\n{reasoning}\n");
            }

            output.WriteText($"\n{time}{turn.Heading}:\n");
            foreach (var line in Notes(turn))
            {
                output.WriteText($"({line})\n");
            }

            output.WriteText(turn.Message.Content);
            output.WriteText("\n");
            await output.FlushLargeAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    private static IEnumerable<string> Notes(Turn turn)
    {
        IEnumerable<string?> notes =
        [
            turn.Place?.Text,
            turn.Model,
            .. turn.Files.Select(file => Wording.Of(ExportTexts.File, file.Link is null ? file.Label : $"{file.Label}, {file.Link}")),
        ];
        return notes.OfType<string>();
    }
}
