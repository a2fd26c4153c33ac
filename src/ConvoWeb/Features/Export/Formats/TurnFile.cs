using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>Something that came with a message, as a document names it.</summary>
/// <param name="About">How long it is heard or how large it is; empty when that is not known.</param>
/// <param name="Link">Where it is, for everybody; null for what is here, or nowhere.</param>
/// <param name="StoredId">Of what is here.</param>
internal sealed record TurnFile(string Name, string About, string? Link, Guid? StoredId)
{
    /// <summary>Its name, and what is known of it, in one line.</summary>
    public string Label => About.Length == 0 ? Name : $"{Name}, {About}";

    public static IReadOnlyList<TurnFile> Of(MessageView message) =>
        [.. AudioOf(message), .. MessageAttachment.Of(message.Metadata, message.AudioUrl).Select(Of)];

    private static IEnumerable<TurnFile> AudioOf(MessageView message)
    {
        var duration = message.AudioDuration is > 0 and var seconds ? Durations.Clock(seconds) : "";
        if (message.AudioUrl is not null || duration.Length > 0)
        {
            yield return new TurnFile(ExportTexts.Audio, duration, Outside(message.AudioUrl), FileAddress.Parse(message.AudioUrl));
        }
    }

    private static TurnFile Of(MessageAttachment attachment) => new(
        TranscriptLabels.Short(attachment.Name),
        attachment.Size is { } size ? Wording.Size(size) : "",
        Outside(attachment.Address),
        FileAddress.Parse(attachment.Address));

    /// <summary>As a browser writes it: in ASCII, without a blank and a bracket.</summary>
    private static string? Outside(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;
}
