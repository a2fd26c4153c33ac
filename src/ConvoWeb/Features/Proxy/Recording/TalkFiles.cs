using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Features.Proxy.Recording.Wire;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Stores the pictures, sounds and files that came inside of a message, where that is set; what has an address stays a link.</summary>
internal sealed class TalkFiles(IDatabase database, Patience patience, OwnerRedactions redactions, FileService files, Settings settings)
{
    /// <summary>What is known beside the text of a message, with the files that are stored now.</summary>
    /// <param name="metadata">A JSON object that lists them (<see cref="TurnPart"/>).</param>
    public async Task<TalkAttachments> StoreAsync(RecordingContext context, Guid conversationId, ChatTurn turn, JsonElement? metadata)
    {
        var attachments = new TalkAttachments(metadata, AudioUrl: null, Possible(turn.AudioSeconds));
        if (!settings.RecordFiles || !settings.PersistTranscripts || turn.Parts.All(part => part.File is null))
        {
            return attachments;
        }

        var known = JsonNode.Parse(metadata?.GetRawText() ?? "{}")!.AsObject();
        if (known["attachments"] is not JsonArray list)
        {
            return attachments; // too many to be listed
        }

        foreach (var (part, node) in turn.Parts.Zip(list))
        {
            if (part.File?.Read() is { } bytes && await StoreAsync(context, conversationId, part, bytes) is { } stored)
            {
                node!["file_id"] = stored.Id.ToString();
                node["media_type"] = stored.MediaType;
                node["size"] = stored.Size;
                if (attachments.AudioUrl is null && MediaTypes.IsSound(stored.MediaType))
                {
                    attachments = attachments with { AudioUrl = stored.Url, AudioSeconds = attachments.AudioSeconds ?? Possible(SoundLength.Of(bytes)) };
                }
            }
        }

        return attachments with { Metadata = JsonElement.Parse(known.ToJsonString()) };
    }

    private static double? Possible(double? seconds) => seconds <= MessageLimits.AudioDuration ? seconds : null;

    /// <summary>Null when it is empty, or larger than a file may be.</summary>
    private async Task<FileView?> StoreAsync(RecordingContext context, Guid conversationId, TurnPart part, byte[] bytes)
    {
        try
        {
            return await patience.WaitAsync(
                async () =>
                {
                    var name = part.Name is null
                        ? MediaTypes.NameOf(MediaTypes.Of(bytes.AsSpan(0, Math.Min(bytes.Length, MediaTypes.KnownBy)), part.File!.MediaType))
                        : UploadedFile.Clean(part.Name);
                    var upload = new FileUpload(name, part.File!.MediaType, new MemoryStream(bytes)) { For = conversationId };
                    var received = await files.ReceiveAsync(context.User, upload, CancellationToken.None);
                    try
                    {
                        return await database.WriteAsync(
                            async db =>
                            {
                                (await redactions.NowAsync(db, context.User.Id)).For(context.User);
                                return await FileService.KeepAsync(db, context.User.Id, received, name);
                            },
                            CancellationToken.None);
                    }
                    catch
                    {
                        await files.ForgetAsync(received);
                        throw;
                    }
                },
                context.GiveUp);
        }
        catch (Exception exception) when (exception is BadHttpRequestException or InvalidInputException)
        {
            return null;
        }
    }
}

/// <summary>What is known beside the text of a message.</summary>
/// <param name="AudioUrl">Its first sound, where it is stored.</param>
/// <param name="AudioSeconds">How long that is, where it can be told.</param>
internal sealed record TalkAttachments(JsonElement? Metadata, string? AudioUrl, double? AudioSeconds);
