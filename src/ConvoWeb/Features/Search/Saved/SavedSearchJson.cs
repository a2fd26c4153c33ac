using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Search.Saved;

[JsonSerializable(typeof(SavedSearchEdit))]
[JsonSerializable(typeof(SavedSearchView))]
[JsonSerializable(typeof(Page<SavedSearchView>))]
internal sealed partial class SavedSearchJson : JsonSerializerContext
{
    public static SavedSearchJson Api { get; } = new(ApiJson.NewOptions());
}
