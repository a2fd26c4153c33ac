using System.IO.Pipelines;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats.Pdf;
using ConvoWeb.Features.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>Conversations on their way to a PDF, with workers and files of a test's own.</summary>
internal sealed class PdfScene : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 21, 9, 32, 0, TimeSpan.Zero);

    private static readonly Guid Id = Guid.Parse("019aa5c0-0000-7000-8000-000000000000");

    private readonly TestFolder _folder = new();
    private readonly PdfExporter _exporter;
    private int _files;

    public PdfScene(PdfLimits? limits = null, TimeProvider? clock = null)
    {
        Assert.SkipUnless(PdfFile.CanBeMade, "Pango, Cairo, the Noto fonts or poppler-utils are not installed.");
        _exporter = new PdfExporter(limits ?? new PdfLimits(), clock ?? TimeProvider.System, NullLogger<PdfExporter>.Instance);
    }

    public async Task<PdfFile> WriteAsync(params string[] texts) => await WriteAsync(Document(texts.Select(Said).ToAsyncEnumerable()));

    public async Task<PdfFile> WriteAsync(ExportDocument document)
    {
        var path = _folder[$"{Interlocked.Increment(ref _files)}.pdf"];
        await using (var file = File.Create(path))
        {
            var output = PipeWriter.Create(file);
            await WriteAsync(document, output, Cancel);
            await output.CompleteAsync();
        }

        return new PdfFile(path);
    }

    public Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken) =>
        _exporter.WriteAsync(document, output, cancellationToken);

    /// <summary>People and Aria in turns.</summary>
    public static MessageView Said(string content, int index) => new()
    {
        Id = Id,
        ConversationId = Id,
        Seq = index + 1,
        ParentId = null,
        Type = index % 2 == 0 ? MessageType.User : MessageType.Ai,
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

    public static ExportDocument Document(IAsyncEnumerable<MessageView> messages) => new()
    {
        ReadAt = Morning,
        Options = ExportOptions.Complete,
        Messages = messages,
        MessagesAsJson = AsyncEnumerable.Empty<ReadOnlyMemory<byte>>(),
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
            Title = "Trip to Tromsø 旅行",
            PersonalityId = Id,
            CreatedAt = Morning,
            UpdatedAt = Morning.AddMinutes(1),
            LastMessageAt = Morning.AddMinutes(1),
            Status = ConversationStatus.Active,
            MessageCount = 2,
            AudioDuration = 0,
            TokensIn = 3,
            TokensOut = 4,
            NextSeq = 3,
            Version = 2,
            ActiveLeafId = null,
            OpenDrafts = 0,
            Model = "gpt-5",
            Starred = false,
            HeldAt = null,
            RestoresTo = null,
            DeletedAt = null,
            LastExportedAt = null,
            Source = null,
            ExternalId = null,
            Preview = "",
            Metadata = null,
            Tags = [],
        },
    };

    public void Dispose()
    {
        _exporter.Dispose();
        _folder.Dispose();
    }
}
