using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export;

internal sealed class ViewRows : IRowReader<MessageView>
{
    public void BeginPage()
    {
    }

    public MessageView Read(DbDataReader row) => MessageColumns.Read(row);

    public int LengthOf(MessageView item) => item.Content.Length;
}

/// <summary>Straight from the row to the JSON of the API, all of a page in one buffer.</summary>
internal sealed class JsonRows : IRowReader<ReadOnlyMemory<byte>>
{
    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly Utf8JsonWriter _json;

    public JsonRows() => _json = new Utf8JsonWriter(_page, ApiJson.WriterOptions);

    public void BeginPage() => _page.ResetWrittenCount();

    /// <exception cref="JsonException">Its metadata is none, which would break what it stands in.</exception>
    public ReadOnlyMemory<byte> Read(DbDataReader row)
    {
        var start = _page.WrittenCount;
        _json.Reset();
        MessageColumns.Write(_json, row);
        if (!row.IsDBNull(MessageColumns.Metadata))
        {
            JsonDocument.Parse(row.GetString(MessageColumns.Metadata)).Dispose();
        }

        _json.Flush();
        return _page.WrittenMemory[start..];
    }

    public int LengthOf(ReadOnlyMemory<byte> item) => item.Length;
}
