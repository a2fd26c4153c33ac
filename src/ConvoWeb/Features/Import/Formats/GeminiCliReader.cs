using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>A session that the Gemini CLI kept: its messages in a row, each with the tools that were called and what they answered.</summary>
internal sealed class GeminiCliReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal) { "sessionId", "startTime", "lastUpdated", "messages", "summary" };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal)
    {
        "id", "timestamp", "type", "content", "model", "thoughts", "toolCalls",
    };

    private static readonly HashSet<string> OfCall = new(StringComparer.Ordinal) { "result", "args", "name", "timestamp", "description", "displayName", "renderOutputAsMarkdown" };

    /// <summary>Of what a tool answered.</summary>
    private static readonly HashSet<string> Said = new(StringComparer.Ordinal) { "output", "error" };

    public override string Source => "gemini-cli";

    public override bool Recognises(JsonElement record) =>
        record.Text("sessionId") is not null && record.HasArray("messages")
        && (record.Member("projectHash") is not null || record.Member("startTime") is not null || record.Member("lastUpdated") is not null);

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (!conversation.HasArray("messages"))
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            CreatedAt = conversation.Time("startTime"),
            UpdatedAt = conversation.Time("lastUpdated"),
        };
        draft.Metadata.KeepRest(conversation, OfConversation);
        foreach (var node in MessageTree.OfList(conversation.Items("messages"), "id").InOrder(null))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("sessionId");

    protected override string? TitleOf(JsonElement conversation) => conversation.Text("summary");

    private static IReadOnlyList<SourceMessage> ReadMessage(JsonElement message)
    {
        var blocks = new ContentBlocks(message.Text("type") ?? message.Text("role"));
        blocks.Read(message.Member("content"));
        var said = blocks.Open;
        foreach (var thought in message.Items("thoughts"))
        {
            said.Think(string.Join("\n\n", new[] { thought.Text("subject"), thought.Text("description") ?? thought.Text() }.OfType<string>()));
        }

        var tokens = message.Member("tokens");
        said.Model = message.Text("model");
        said.TokensIn = tokens.Count("input");
        said.TokensOut = tokens.Count("output");
        said.Metadata.KeepRest(message, OfMessage);
        foreach (var call in message.Items("toolCalls"))
        {
            if (call.Member("result") is { } result && !MetadataBuilder.IsEmpty(result))
            {
                said.Call(call, without: ["result", "resultDisplay"]);
                ReadResult(blocks.Answer(call.Text("name")), call, result);
            }
            else
            {
                said.Call(call); // what was shown is all that there is
            }
        }

        return blocks.At(message.Time("timestamp"));
    }

    private static void ReadResult(SourceMessage answer, JsonElement call, JsonElement result)
    {
        answer.Say(result.Text());
        foreach (var part in result.ValueKind is JsonValueKind.Array ? result.EnumerateArray() : Enumerable.Repeat(result, 1))
        {
            var response = part.Member("functionResponse").Member("response");
            if (part.Text("text") is { } text)
            {
                answer.Say(text);
            }
            else if (response.Members().Any(member => Said.Contains(member.Name) && member.Value.Text() is not null))
            {
                answer.Say(response.Text("output"));
                answer.Say(response.Text("error"));
                if (response.Members().Any(member => !Said.Contains(member.Name)))
                {
                    answer.Note(part);
                }
            }
            else if (part.ValueKind is JsonValueKind.Object)
            {
                answer.Note(part);
            }
        }

        answer.Metadata.KeepRest(call, OfCall);
    }
}
