using System.Text.Json.Serialization;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Conversations.Tags;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Conversations;

[JsonSerializable(typeof(NewConversation))]
[JsonSerializable(typeof(ConversationEdit))]
[JsonSerializable(typeof(ConversationView))]
[JsonSerializable(typeof(Page<ConversationView>))]
[JsonSerializable(typeof(ConversationWithMessages))]
[JsonSerializable(typeof(PersonalityEdit))]
[JsonSerializable(typeof(PersonalityView))]
[JsonSerializable(typeof(Page<PersonalityView>))]
[JsonSerializable(typeof(Page<TagView>))]
internal sealed partial class ConversationsJson : JsonSerializerContext
{
    public static ConversationsJson Api { get; } = new(ApiJson.NewOptions());
}
