using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class ExporterTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 21, 9, 32, 0, TimeSpan.Zero);

    private static readonly Guid Id = Guid.Parse("019aa5c0-0000-7000-8000-000000000000");

    [Fact]
    public async Task A_conversation_reads_as_a_document()
    {
        var text = await ExportAsync(
            new MarkdownExporter(),
            Said(MessageType.User, "Which museums?"),
            Said(MessageType.Ai, "The *Munch* museum:\n\n```js\nopen('munch')\n```"));

        Assert.Equal(
            """
            # Trip to Oslo

            2026-11-21 09:32 to 2026-11-21 09:33 UTC, gpt-5

            ## User

            Which museums?

            ## Aria

            The *Munch* museum:

            ```js
            open('munch')
            ```

            """,
            text);
    }

    [Fact]
    public async Task A_conversation_reads_as_a_plain_transcript()
    {
        var text = await ExportAsync(new TextExporter(), Said(MessageType.User, "Which museums?"), Said(MessageType.Ai, "Munch.\nFram."));

        Assert.Equal(
            """
            Trip to Oslo
            2026-11-21 09:32 to 2026-11-21 09:33 UTC, gpt-5

            [2026-11-21 09:32] User:
            Which museums?

            [2026-11-21 09:32] Aria:
            Munch.
            Fram.

            """,
            text);
    }

    [Theory]
    [InlineData(null, "## System\n")]
    [InlineData("""{"hidden":true}""", "## System (hidden)\n")]
    [InlineData("""{"role":"tool"}""", "## Tool\n")]
    [InlineData("""{"role":"tool","hidden":true}""", "## Tool (hidden)\n")]
    [InlineData("""{"kind":"reasoning"}""", "## System (reasoning)\n")]
    public async Task What_no_person_said_is_marked(string? metadata, string heading)
    {
        var text = await ExportAsync(new MarkdownExporter(), Said(MessageType.System, "x") with { Metadata = metadata });

        Assert.Contains(heading, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("```js\nopen(", "```")]
    [InlineData("~~~~\n```\n~~~", "~~~~")]
    [InlineData("```\na\n````", null)]
    [InlineData("``` not `fenced`", null)]
    [InlineData("    ```\nindented", null)]
    [InlineData("```\n``` still open", "```")]
    public async Task A_block_of_code_that_was_cut_off_does_not_swallow_what_follows(string content, string? closing)
    {
        var text = await ExportAsync(new MarkdownExporter(), Said(MessageType.Ai, content), Said(MessageType.User, "Go on"));

        Assert.Contains($"{content}\n{(closing is null ? "" : closing + "\n")}\n## User\n\nGo on\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSONL_has_a_line_for_the_conversation_and_one_for_each_message()
    {
        var text = await ExportAsync(new JsonLinesExporter(), Said(MessageType.User, "Which\nmuseums?"));

        Assert.Equal(
            $$$"""
            {"type":"conversation","format":"convoweb/1","id":"{{{Id}}}","owner_id":"alice","title":"Trip to Oslo","personality_id":"{{{Id}}}","created_at":"2026-11-21T09:32:00.000Z","updated_at":"2026-11-21T09:33:00.000Z","last_message_at":"2026-11-21T09:33:00.000Z","status":"active","message_count":2,"audio_duration":1.5,"tokens_in":3,"tokens_out":4,"next_seq":3,"version":2,"active_leaf_id":null,"model":"gpt-5","starred":true,"held_at":null,"deleted_at":null,"last_exported_at":null,"source":null,"external_id":null,"preview":"Munch.","metadata":{"a":[1]},"open_drafts":0,"tags":["travel"],"personality":{"id":"{{{Id}}}","owner_id":"alice","name":"Aria","color":"moss","voice":null,"system_prompt":null,"created_at":"2026-11-21T09:32:00.000Z","updated_at":"2026-11-21T09:32:00.000Z","version":1}}
            {"id":"{{{Id}}}","conversation_id":"{{{Id}}}","seq":1,"parent_id":null,"type":"user","state":"final","timestamp":"2026-11-21T09:32:00.000Z","version":2,"model":null,"audio_url":null,"audio_duration":null,"tokens_in":null,"tokens_out":null,"tokens_estimated":false,"external_id":null,"metadata":null,"content":"Which\nmuseums?"}

            """,
            text);
    }

    private static async Task<string> ExportAsync(IConversationExporter exporter, params MessageView[] messages)
    {
        var output = new MemoryStream();
        var writer = PipeWriter.Create(output);
        await exporter.WriteAsync(Document(messages), writer, Cancel);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static ExportDocument Document(MessageView[] messages) => new()
    {
        ReadAt = Morning,
        Options = ExportOptions.Complete,
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
            DeletedAt = null,
            LastExportedAt = null,
            Source = null,
            ExternalId = null,
            Preview = "Munch.",
            Metadata = """{"a":[1]}""",
            Tags = ["travel"],
        },
    };

    private static MessageView Said(MessageType type, string content) => new()
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
}
