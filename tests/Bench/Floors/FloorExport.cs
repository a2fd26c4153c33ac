using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConvoWeb.Bench.Floors;

/// <summary>Every row of both tables as a line, by a reader and a <see cref="Utf8JsonWriter"/>, into the answer.</summary>
internal sealed class FloorExport(string path)
{
    private const int FlushAt = 64 * 1024;

    public async Task WriteAsync(HttpContext context)
    {
        using var connection = FloorConnections.OpenReader(path);
        var output = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        foreach (var (table, order, columns) in ((string, string, JsonRow)[])[("conversations", "id", JsonRow.Conversation), ("messages", "conversation_id, seq", JsonRow.Message)])
        {
            using var command = connection.Prepare($"SELECT {columns.Select} FROM {table} ORDER BY {order}");
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                json.WriteStartObject();
                columns.Write(json, row);
                json.WriteEndObject();
                json.Flush();
                json.Reset();
                output.Write("\n"u8);
                if (output.UnflushedBytes > FlushAt)
                {
                    await output.FlushAsync();
                }
            }
        }

        await output.FlushAsync();
    }
}
