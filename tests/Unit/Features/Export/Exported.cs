using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary>A conversation, in few words, and what a format makes of it.</summary>
internal static class Exported
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 21, 9, 32, 0, TimeSpan.Zero);

    public static readonly Guid Id = Guid.Parse("019aa5c0-0000-7000-8000-000000000000");

    /// <summary>What a person gets who asks for nothing else.</summary>
    public static ExportOptions Usual { get; } = new() { Branches = ExportBranches.Active };

    public static Task<string> AsAsync(IConversationExporter exporter, params MessageView[] messages) => AsAsync(exporter, Document(messages));

    public static async Task<string> AsAsync(IConversationExporter exporter, ExportDocument document)
    {
        var output = new MemoryStream();
        var writer = PipeWriter.Create(output);
        await exporter.WriteAsync(document, writer, Cancel);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public static ExportDocument Document(MessageView[] messages) => new()
    {
        ReadAt = Morning,
        Options = Usual,
        Messages = messages.ToAsyncEnumerable(),
        MessagesAsJson = messages
            .Select(message => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(message, MessagesJson.Api.MessageView))
            .ToAsyncEnumerable(),
        Personality = new PersonalityView
        {
            Id = Id,
            OwnerId = "alice",
            Name = "Aria",
            Color = PersonalityColor.Moss,
            Voice = null,
            SystemPrompt = null,
            CreatedAt = Morning,
            UpdatedAt = Morning,
            Version = 1,
        },
        Conversation = new ConversationView
        {
            Id = Id,
            OwnerId = "alice",
            Title = "Trip to Oslo",
            PersonalityId = Id,
            CreatedAt = Morning,
            UpdatedAt = Morning.AddMinutes(1),
            LastMessageAt = Morning.AddMinutes(1),
            Status = ConversationStatus.Active,
            MessageCount = 2,
            AudioDuration = 1.5,
            TokensIn = 3,
            TokensOut = 4,
            NextSeq = 3,
            Version = 2,
            ActiveLeafId = null,
            OpenDrafts = 0,
            Model = "gpt-5",
            Starred = true,
            HeldAt = null,
            RestoresTo = null,
            DeletedAt = null,
            LastExportedAt = null,
            Source = null,
            ExternalId = null,
            Preview = "Munch.",
            Metadata = """{"a":[1]}""",
            Tags = ["travel"],
        },
    };

    /// <summary>With the number of the one that each answers.</summary>
    public static MessageView[] Tree(params (int Seq, int? Parent, MessageType Type, string Content)[] messages) =>
        [.. messages.Select(message => Said(message.Type, message.Content) with { Id = IdOf(message.Seq), Seq = message.Seq, ParentId = message.Parent is { } seq ? IdOf(seq) : null })];

    public static MessageView Said(MessageType type, string content) => new()
    {
        Id = Id,
        ConversationId = Id,
        Seq = 1,
        ParentId = null,
        Type = type,
        State = MessageState.Final,
        Timestamp = Morning,
        Version = 2,
        Model = null,
        AudioUrl = null,
        AudioDuration = null,
        TokensIn = null,
        TokensOut = null,
        TokensEstimated = false,
        ExternalId = null,
        Metadata = null,
        Content = content,
    };

    private static Guid IdOf(int seq) => new(seq, 0, 0, new byte[8]);
}
