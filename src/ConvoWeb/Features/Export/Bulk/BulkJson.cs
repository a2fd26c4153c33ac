using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export.Bulk;

[JsonSerializable(typeof(BulkExportRequest))]
[JsonSerializable(typeof(NewExportJob))]
[JsonSerializable(typeof(BulkExportSummary))]
[JsonSerializable(typeof(IndexItem))]
[JsonSerializable(typeof(SkippedItem))]
[JsonSerializable(typeof(IReadOnlyList<SkippedItem>))]
[JsonSerializable(typeof(ArchivedFile))]
[JsonSerializable(typeof(ArchiveIndex))]
internal sealed partial class BulkJson : JsonSerializerContext
{
    public static BulkJson Api { get; } = new(ApiJson.NewOptions());
}
