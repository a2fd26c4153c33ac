using System.Security.Cryptography;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using static ConvoWeb.Tests.Unit.Features.Export.Exported;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class ExporterTests
{
    /// <summary>What <see cref="Exported.Id"/> is told by.</summary>
    private static readonly string Seal = Convert.ToHexStringLower(SHA256.HashData(Id.ToByteArray(bigEndian: true)))[..12];

    [Fact]
    public async Task A_conversation_reads_as_a_document()
    {
        var text = await AsAsync(
            new MarkdownExporter(),
            Said(MessageType.User, "Which museums?"),
            Said(MessageType.Ai, "The *Munch* museum:\n\n```js\nopen('munch')\n```") with { Model = "gpt-5-mini" });

        Assert.Equal(
            """
            ---
            title: "Trip to Oslo"
            id: 019aa5c0-0000-7000-8000-000000000000
            created: 2026-11-21T09:32:00Z
            last_message: 2026-11-21T09:33:00Z
            personality: "Aria"
            model: "gpt-5"
            tags: ["travel"]
            ---

            # Trip to Oslo

            ## User <!-- turn 1 SEAL -->

            *2026-11-21 09:32*

            Which museums?

            ## Aria <!-- turn 1 SEAL -->

            *2026-11-21 09:32, gpt-5-mini*

            The *Munch* museum:

            ```js
            open('munch')
            ```

            """.Replace("SEAL", Seal, StringComparison.Ordinal),
            text);
    }

    [Fact]
    public async Task A_conversation_reads_as_a_plain_transcript()
    {
        var text = await AsAsync(new TextExporter(), Said(MessageType.User, "Which museums?"), Said(MessageType.Ai, "Munch.\nFram."));

        Assert.Equal(
            """
            Trip to Oslo
            2026-11-21 09:32 to 2026-11-21 09:33 UTC, gpt-5

            [2026-11-21 09:32] User:
            Which museums?

            [2026-11-21 09:32] Aria:
            Munch.
            Fram.

            """,
            text);
    }

    [Fact]
    public async Task Without_times_and_metadata_there_is_who_said_what_and_the_title()
    {
        var said = new[] { Said(MessageType.User, "Which museums?"), Said(MessageType.Ai, "Munch.") with { Model = "gpt-5-mini" } };
        var document = Document(said) with { Options = Usual with { Metadata = false, Timestamps = false } };

        Assert.Equal("Trip to Oslo\n\nUser:\nWhich museums?\n\nAria:\nMunch.\n", await AsAsync(new TextExporter(), document));
        Assert.Equal(
            $"---\ntitle: \"Trip to Oslo\"\n---\n\n# Trip to Oslo\n\n## User <!-- turn 1 {Seal} -->\n\nWhich museums?\n\n## Aria <!-- turn 1 {Seal} -->\n\nMunch.\n",
            await AsAsync(new MarkdownExporter(), Document(said) with { Options = document.Options }));
    }

    [Fact]
    public async Task Where_the_conversation_branches_a_turn_says_what_it_answers()
    {
        var document = Document(Tree(
            (1, null, MessageType.User, "Which museums?"),
            (2, 1, MessageType.Ai, "Munch."),
            (3, 1, MessageType.Ai, "Fram."),
            (4, 2, MessageType.User, "When?"),
            (5, null, MessageType.User, "Which parks?"),
            (7, 6, MessageType.Ai, "Of a turn that was left out"),
            (8, 6, MessageType.Ai, "Another one"))) with
        { Options = ExportOptions.Complete with { Timestamps = false } };

        Assert.Equal(
            """
            Trip to Oslo
            gpt-5

            1. User:
            Which museums?

            2. Aria:
            Munch.

            3. Aria:
            (Another answer to 1 (version 2))
            Fram.

            4. User:
            (Answer to 2)
            When?

            5. User:
            (Another beginning (version 2))
            Which parks?

            7. Aria:
            Of a turn that was left out

            8. Aria:
            (Another version of 7 (version 2))
            Another one

            """,
            await AsAsync(new TextExporter(), document));
    }

    [Theory]
    [InlineData(null, "## System <")]
    [InlineData("""{"hidden":true}""", "## System (hidden) <")]
    [InlineData("""{"role":"tool"}""", "## Tool <")]
    [InlineData("""{"role":"tool","name":"run *shell*"}""", @"## Tool run \*shell\* <")]
    [InlineData("""{"role":"tool","hidden":true}""", "## Tool (hidden) <")]
    [InlineData("""{"kind":"reasoning"}""", "## System (reasoning) <")]
    public async Task What_no_person_said_is_marked(string? metadata, string heading)
    {
        var text = await AsAsync(new MarkdownExporter(), Said(MessageType.System, "x") with { Metadata = metadata });

        Assert.Contains(heading, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_thought_and_what_came_with_it_stand_beside_what_was_said()
    {
        var said = Said(MessageType.Ai, "Munch.") with
        {
            AudioUrl = $"/api/files/{Id}",
            AudioDuration = 17,
            Metadata = """{"reasoning":"They like art.","attachments":[{"name":"a [map].png","url":"https://example.com/a_(1)>.png","size":2048}]}""",
        };

        Assert.EndsWith(
            """
            [2026-11-21 09:32] Aria (reasoning):
            They like art.

            [2026-11-21 09:32] Aria:
            (File: Audio, 0:17)
            (File: a [map].png, 2 KB, https://example.com/a_(1)%3E.png)
            Munch.

            """,
            await AsAsync(new TextExporter(), said));
        Assert.EndsWith(
            """
            ## Aria (reasoning) <!-- reasoning 1 SEAL -->

            They like art.

            ## Aria <!-- turn 1 SEAL -->

            *2026-11-21 09:32*

            *File: Audio, 0:17*

            *File: [a \[map\].png, 2 KB](<https://example.com/a_(1)%3E.png>)*

            Munch.

            """.Replace("SEAL", Seal, StringComparison.Ordinal),
            await AsAsync(new MarkdownExporter(), said));
    }

    [Theory]
    [InlineData("```js\nopen(", "```")]
    [InlineData("~~~~\n```\n~~~", "~~~~")]
    [InlineData("```\na\n````", null)]
    [InlineData("``` not `fenced`", null)]
    [InlineData("    ```\nindented", null)]
    [InlineData("```\n``` still open", "```")]
    [InlineData("- a list\n  ```js\n  open(", null)]
    [InlineData("> ```\n> open(", null)]
    [InlineData("<!-- never seen", "-->")]
    [InlineData("<!-- seen --> again", null)]
    [InlineData("<Pre>\n\nnot ended", "</pre>")]
    [InlineData("<?php\n\n echo", "?>")]
    [InlineData("<![CDATA[\n\nx", "]]>")]
    [InlineData("<div>\nends by itself", null)]
    public async Task A_block_that_was_cut_off_does_not_swallow_what_follows(string content, string? closing)
    {
        var text = await AsAsync(new MarkdownExporter(), Said(MessageType.Ai, content), Said(MessageType.User, "Go on"));

        Assert.Contains($"{content}\n{(closing is null ? "" : closing + "\n")}\n## User <!--", text, StringComparison.Ordinal);
        Assert.Equal(["Trip to Oslo", "Aria", "User"], HeadingsOf(text));
    }

    /// <summary>Every text that ends in the middle of something, as the CommonMark examples do in every way there is.</summary>
    [Fact]
    public async Task No_text_swallows_the_turn_after_it()
    {
        var samples = Environment.GetEnvironmentVariable("CONVOWEB_SAMPLES");
        Assert.SkipWhen(samples is null, "CONVOWEB_SAMPLES is not set: no collected texts.");
        using var spec = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(samples!, "nasty/commonmark-spec.json"), Cancel));
        var texts = spec.RootElement.EnumerateArray().Select(example => example.GetProperty("markdown").GetString()!).ToList();

        Assert.NotEmpty(texts);
        foreach (var text in texts.SelectMany(text => Enumerable.Range(1, text.Length).Select(length => text[..length])))
        {
            var document = await AsAsync(new MarkdownExporter(), Said(MessageType.Ai, text), Said(MessageType.User, "Go on"));
            Assert.True(HeadingsOf(document).LastOrDefault() is "User", document);
        }
    }

    [Fact]
    public async Task A_heading_that_somebody_wrote_is_told_from_a_turn_by_its_mark()
    {
        var document = await AsAsync(new MarkdownExporter(), Said(MessageType.User, "## Aria\n\nI said nothing."), Said(MessageType.Ai, "No?"));

        Assert.Equal(["Trip to Oslo", "User", "Aria", "Aria"], HeadingsOf(document));
        Assert.Equal(2, document.Split('\n').Count(line => line.EndsWith($"{Seal} -->", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a: \"b\" \\ # c", """title: "a: \"b\" \\ # c" """)]
    [InlineData("one\n---\ntwo: 3", """title: "one\n---\ntwo: 3" """)]
    [InlineData("\u2028\u0085\u202E\uFEFF\u0001", """title: "\U00002028\U00000085\U0000202E\U0000FEFF\U00000001" """)]
    [InlineData("👩\u200D🚀", "title: \"👩\u200D🚀\" ")]
    public async Task A_title_stays_one_line_of_the_front_matter_whatever_is_in_it(string title, string line)
    {
        var document = Document([]);
        var text = await AsAsync(new MarkdownExporter(), document with { Conversation = document.Conversation with { Title = title } });

        Assert.Equal(line.Trim(), text.Split('\n')[1]);
        Assert.Equal(1, text.Split('\n').Count(found => found.StartsWith("# ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task JSONL_has_a_line_for_the_conversation_and_one_for_each_message()
    {
        var text = await AsAsync(new JsonLinesExporter(), Said(MessageType.User, "Which\nmuseums?"));

        Assert.Equal(
            $$$"""
            {"type":"conversation","format":"convoweb/1","id":"{{{Id}}}","owner_id":"alice","title":"Trip to Oslo","personality_id":"{{{Id}}}","created_at":"2026-11-21T09:32:00.000Z","updated_at":"2026-11-21T09:33:00.000Z","last_message_at":"2026-11-21T09:33:00.000Z","status":"active","message_count":2,"audio_duration":1.5,"tokens_in":3,"tokens_out":4,"next_seq":3,"version":2,"active_leaf_id":null,"model":"gpt-5","starred":true,"held_at":null,"deleted_at":null,"last_exported_at":null,"source":null,"external_id":null,"preview":"Munch.","metadata":{"a":[1]},"open_drafts":0,"restores_to":null,"tags":["travel"],"personality":{"id":"{{{Id}}}","owner_id":"alice","name":"Aria","color":"moss","voice":null,"system_prompt":null,"created_at":"2026-11-21T09:32:00.000Z","updated_at":"2026-11-21T09:32:00.000Z","version":1}}
            {"id":"{{{Id}}}","conversation_id":"{{{Id}}}","seq":1,"parent_id":null,"type":"user","state":"final","timestamp":"2026-11-21T09:32:00.000Z","version":2,"model":null,"audio_url":null,"audio_duration":null,"tokens_in":null,"tokens_out":null,"tokens_estimated":false,"external_id":null,"metadata":null,"content":"Which\nmuseums?"}

            """,
            text);
    }

    /// <summary>The headings that a reader of Markdown sees.</summary>
    private static string[] HeadingsOf(string markdown)
    {
        var text = markdown[(markdown.IndexOf("\n---\n", StringComparison.Ordinal) + 5)..]; // without the front matter
        return [.. Markdown.Parse(text).OfType<HeadingBlock>().Select(heading => string.Concat(heading.Inline!.OfType<LiteralInline>()).Trim())];
    }
}
