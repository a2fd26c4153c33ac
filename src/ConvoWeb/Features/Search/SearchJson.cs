using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Search;

[JsonSerializable(typeof(SearchResults))]
internal sealed partial class SearchJson : JsonSerializerContext
{
    public static SearchJson Api { get; } = new(ApiJson.NewOptions());
}
