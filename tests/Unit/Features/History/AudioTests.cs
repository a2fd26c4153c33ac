using System.Text.Json;
using Bunit;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>What a transcript shows of sound and files. (What plays is the browser's: the journeys listen to it.)</summary>
public sealed class AudioTests : PageTest
{
    private FileService Files => Services.GetRequiredService<FileService>();

    [Fact]
    public async Task A_message_with_a_file_of_ours_has_a_player_that_loads_nothing()
    {
        var file = await StoreAsync("audio/wav");
        var pane = Open(await CreateAsync("Spoken", Said.User("Hello") with { AudioUrl = file.Url, AudioDuration = 65.4 }));

        var player = pane.Find("article .cw-audio");

        Assert.Equal(("Audio, 1:05", file.Url, "1"), (player.GetAttribute("aria-label"), player.GetAttribute("data-audio"), player.GetAttribute("data-seq")));
        Assert.Equal(("66", "0:00 of 1:05"), (player.QuerySelector("input")!.GetAttribute("max"), player.QuerySelector("input")!.GetAttribute("aria-valuetext")));
        Assert.Empty(pane.FindAll("article audio, article [src]"));
    }

    [Fact]
    public async Task Without_a_duration_the_player_does_not_invent_one()
    {
        var file = await StoreAsync("audio/wav");
        var pane = Open(await CreateAsync("Spoken", Said.User("Hello") with { AudioUrl = file.Url }));

        Assert.Equal("Audio", pane.Find("article .cw-audio").GetAttribute("aria-label"));
        Assert.Equal("–:––", pane.Find("article .time").TextContent);
    }

    [Fact]
    public async Task The_conversation_has_one_player_as_soon_as_there_is_something_to_hear()
    {
        var conversation = await CreateAsync("Spoken", Said.User("Typed"));
        var pane = Open(conversation);
        Assert.Empty(pane.FindAll("audio"));
        var file = await StoreAsync("audio/wav");

        await AppendAsync(conversation.Id, Said.Ai("Spoken") with { AudioUrl = file.Url, AudioDuration = 3 });

        pane.WaitForAssertion(() => Assert.Equal("none", pane.Find("audio").GetAttribute("preload")));
        var play = pane.Find(".listen [data-audio-play]");
        Assert.Equal(("Space", "Space"), (play.GetAttribute("data-key"), play.GetAttribute("aria-keyshortcuts")));
        Assert.False(pane.Find(".listen").HasAttribute("hidden"));
    }

    [Fact]
    public async Task Where_all_sound_was_deleted_there_is_no_player_of_the_conversation()
    {
        var file = await StoreAsync("audio/wav");
        var conversation = await CreateAsync("Spoken", Said.User("Hello") with { AudioUrl = file.Url, AudioDuration = 3 });
        Assert.True(await Files.RemoveAsync(Alice, file.Id, Cancel));

        var pane = Open(conversation);

        pane.WaitForAssertion(() => Assert.True(pane.Find(".listen").HasAttribute("hidden")));
    }

    [Fact]
    public async Task The_message_that_is_spoken_is_gone_to_where_it_is_not_in_the_page()
    {
        var conversation = await CreateAsync("Long", [.. Enumerable.Range(1, 400).Select(i => Said.User($"Message {i}"))]);
        await AppendAsync(conversation.Id, Said.Ai("Spoken") with { AudioUrl = (await StoreAsync("audio/wav")).Url });
        var pane = Open(conversation);
        pane.WaitForElement("audio");

        await pane.FindComponent<ConversationPlayer>().Instance.GoToAsync(5);

        pane.WaitForAssertion(() => Assert.Contains("Message 5", pane.Find("article[data-seq='5']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pictures_of_ours_are_shown_in_small()
    {
        var file = await StoreAsync("image/png");
        var pane = Open(await CreateAsync("Seen", With(new { file_id = file.Id, name = "<b>nas</b>.png", media_type = "image/png", size = 3 })));

        var small = pane.Find(".picture img");
        Assert.Equal((file.Url, "<b>nas</b>.png", "lazy", "168", "126"), (
            small.GetAttribute("src"), small.GetAttribute("alt"), small.GetAttribute("loading"), small.GetAttribute("width"), small.GetAttribute("height")));
    }

    [Fact]
    public async Task Other_files_are_rows_and_what_is_elsewhere_is_never_loaded()
    {
        var id = Guid.NewGuid();
        var pane = Open(await CreateAsync("Files", With(
            new { file_id = id, name = "page.svg", media_type = "image/svg+xml", size = 48_000 },
            new { url = "https://example.com/a.png", name = "a.png", media_type = "image/png" },
            new { url = "javascript:alert(1)", name = "run me" },
            new { id = "file-1", name = "from the export.jpg" })));

        var rows = pane.FindAll(".others li");

        Assert.Equal(["page.svg", "a.png", "run me", "from the export.jpg"], rows.Select(row => row.QuerySelector(".name")!.TextContent));
        Assert.Equal(["47 KB", "example.com", "not here", "not here"], rows.Select(row => row.QuerySelector(".about")!.TextContent));
        Assert.Equal([$"/api/files/{id}", "https://example.com/a.png"], pane.FindAll(".others a").Select(link => link.GetAttribute("href")));
        Assert.Equal("noopener noreferrer nofollow ugc", rows[1].QuerySelector("a")!.GetAttribute("rel"));
        Assert.Empty(pane.FindAll("article img"));
    }

    private async Task<FileView> StoreAsync(string mediaType)
    {
        using var bytes = new MemoryStream([0x89, .. "PNG\r\n\u001a\n"u8]);
        return await Files.StoreAsync(Alice, new FileUpload("x", mediaType, bytes), _ => null, Cancel);
    }

    private static NewMessage With(params object[] attachments) =>
        Said.User("Look") with { Metadata = JsonSerializer.SerializeToElement(new { attachments }) };

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation) =>
        Render<TranscriptPane>(pane => pane.Add(p => p.Id, conversation.Id));
}
