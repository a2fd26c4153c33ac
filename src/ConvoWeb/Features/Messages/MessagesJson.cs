using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Messages;

[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(MessageEdit))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(Page<MessageView>))]
[JsonSerializable(typeof(NotStoredView))]
[JsonSerializable(typeof(NewDelta))]
[JsonSerializable(typeof(IReadOnlyList<NewDelta>))]
[JsonSerializable(typeof(NextView))]
[JsonSerializable(typeof(DraftEnd))]
[JsonSerializable(typeof(FileView))]
[JsonSerializable(typeof(FileFingerprint))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class MessagesJson : JsonSerializerContext
{
    public static MessagesJson Api { get; } = new(ApiJson.NewOptions());
}
