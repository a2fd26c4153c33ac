using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats;
using static ConvoWeb.Tests.Unit.Features.Export.Exported;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class CsvExporterTests
{
    private const string Names = "\uFEFFseq,id,parent_id,type,speaker,timestamp,model,tokens_in,tokens_out,audio_duration,state,content,metadata\r\n";

    [Fact]
    public async Task A_conversation_is_a_table_with_a_row_for_each_message()
    {
        var asked = Said(MessageType.User, "Which museums?") with { AudioDuration = 1.25 };
        var answered = Said(MessageType.Ai, "Munch,\n\"Fram\"") with { Seq = 2, ParentId = Id, Model = "gpt-5", TokensIn = 3, TokensOut = 4, State = MessageState.Interrupted, Metadata = """{"a":1}""" };

        Assert.Equal(
            $"{Names}1,{Id},,user,User,2026-11-21T09:32:00.000Z,,,,1.25,final,Which museums?,\r\n"
            + $"2,{Id},{Id},ai,Aria,2026-11-21T09:32:00.000Z,gpt-5,3,4,,interrupted,\"Munch,\n\"\"Fram\"\"\",\"{{\"\"a\"\":1}}\"\r\n",
            await AsAsync(new CsvExporter(), asked, answered));
    }

    [Fact]
    public async Task Without_times_no_row_has_one() =>
        Assert.Equal(
            $"{Names}1,{Id},,user,User,,,,,,final,Hello,\r\n",
            await AsAsync(new CsvExporter(), Document([Said(MessageType.User, "Hello")]) with { Options = ExportOptions.Complete with { Timestamps = false } }));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("＝1")]
    [InlineData("'=1")]
    [InlineData("''=1")]
    public async Task What_a_spreadsheet_would_run_is_text_there_and_comes_back_as_it_was(string content)
    {
        var cell = Cells(await AsAsync(new CsvExporter(), Said(MessageType.Ai, content)))[1][11];

        Assert.StartsWith("'", cell, StringComparison.Ordinal);
        Assert.Equal(content, Unguarded(cell));
    }

    [Theory]
    [InlineData("'quoted'")]
    [InlineData("1 + 1 = 2")]
    [InlineData("a,b;c\r\nd\"e\"\"f\"")]
    [InlineData(" leading")]
    [InlineData("'")]
    public async Task Any_other_text_stands_there_as_it_is(string content)
    {
        var cell = Cells(await AsAsync(new CsvExporter(), Said(MessageType.Ai, content)))[1][11];

        Assert.Equal(content, cell);
        Assert.Equal(content, Unguarded(cell));
    }

    /// <summary>As docs/formats.md says.</summary>
    private static string Unguarded(string cell) =>
        cell.TrimStart('\'') is { Length: > 0 } rest && rest.Length < cell.Length && "=+-@\t\r\n＝＋－＠".Contains(rest[0], StringComparison.Ordinal) ? cell[1..] : cell;

    /// <summary>RFC 4180, and nothing else.</summary>
    private static List<List<string>> Cells(string csv)
    {
        List<List<string>> rows = [[""]];
        var isQuoted = false;
        for (var i = 0; i < csv.Length; i++)
        {
            var row = rows[^1];
            switch (csv[i])
            {
                case '"' when isQuoted && i + 1 < csv.Length && csv[i + 1] == '"':
                    row[^1] += csv[i++];
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add("");
                    break;
                case '\r' when !isQuoted && csv[i + 1] == '\n':
                    rows.Add([""]);
                    i++;
                    break;
                default:
                    row[^1] += csv[i];
                    break;
            }
        }

        return rows;
    }
}
