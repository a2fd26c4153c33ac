using System.Text.Json;
using System.Text.RegularExpressions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>
/// Google Takeout's "My Activity", of which only the entries of Gemini are conversations: a prompt and its answer each, for
/// nothing in it says which of them belong together.
/// </summary>
internal sealed partial class GeminiTakeoutReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal) { "title", "time", "safeHtmlItem", "attachedFiles" };

    public override string Source => "gemini-takeout";

    /// <summary>Any entry of an activity; those of other products are passed over.</summary>
    public override bool Recognises(JsonElement record) =>
        record.Member("header") is not null && record.Member("time") is not null && record.Member("title") is not null && record.HasArray("products");

    protected override IEnumerable<JsonElement> Conversations(JsonElement record) => IsGemini(record) ? [record] : [];

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        var title = conversation.Text("title") ?? "";
        var verb = Verb().Match(title);
        var prompt = new SourceMessage(IsNotSaid().IsMatch(title) ? MessageType.System : MessageType.User) { Time = conversation.Time("time") };
        prompt.Say(title[verb.Length..]);
        prompt.Metadata.Set("activity", verb.Value.Trim());
        foreach (var file in conversation.Items("attachedFiles"))
        {
            prompt.Attach(file);
        }

        var draft = new ConversationDraft(clock) { CreatedAt = prompt.Time };
        draft.Metadata.KeepRest(conversation, NotKept);
        draft.Place("prompt", null, prompt);

        var answer = new SourceMessage(MessageType.Ai) { Time = prompt.Time };
        foreach (var item in conversation.Items("safeHtmlItem"))
        {
            answer.Say(HtmlMarkdown.Of(item.Text("html") ?? ""));
        }

        if (answer.Content.Length > 0)
        {
            draft.Place("answer", "prompt", answer);
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => null;

    private static bool IsGemini(JsonElement entry) =>
        Names(entry.Text("header")) || entry.Items("products").Any(product => Names(product.Text()));

    private static bool Names(string? product) =>
        product is not null && (product.Contains("Gemini", StringComparison.OrdinalIgnoreCase) || product.Contains("Bard", StringComparison.Ordinal));

    /// <summary>What stands before the prompt, in the person's language: a word that we know, or any with the blank that does not break behind it.</summary>
    [GeneratedRegex(@"\A(?:(?:Prompted with:|Prompted|Asked Gemini:|Asked Bard:|Asked|Said|Branched|Answered)\s+|[^\u00A0\n]{1,40}\u00A0)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\A(?:Created|Used|Added|Removed|Viewed|Gave|Selected|Changed)\s", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IsNotSaid();
}
