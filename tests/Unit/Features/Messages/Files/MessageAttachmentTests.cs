using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

public sealed class MessageAttachmentTests
{
    private const string Id = "01a2031b-942c-7bef-af22-4e35e7d20b06";

    [Theory]
    [InlineData(null)]
    [InlineData("""{"role": "tool"}""")]
    [InlineData("""{"attachments": "none"}""")]
    [InlineData("""{"attachments": [1, "x", null, []]}""")]
    [InlineData("""{"of": {"attachments": [{"name": "x"}]}}""")]
    public void Metadata_may_list_none(string? metadata) => Assert.Empty(MessageAttachment.Of(metadata));

    [Fact]
    public void A_file_of_ours_is_named_by_its_id_or_its_address()
    {
        var expected = new MessageAttachment("plan.png", $"/api/files/{Id}", IsStored: true, "image/png", 48211);

        Assert.Equal(expected, One($$"""{"file_id": "{{Id}}", "name": "plan.png", "media_type": "image/png", "size": 48211}"""));
        Assert.Equal(expected, One($$"""{"url": "/api/files/{{Id}}", "name": "plan.png", "media_type": "image/png", "size": 48211}"""));
        Assert.True(expected.IsPicture);
    }

    [Fact]
    public void What_is_elsewhere_is_a_link_and_never_a_picture()
    {
        var elsewhere = One("""{"url": "https://example.com/a.png", "name": "a.png", "media_type": "image/png"}""");

        Assert.Equal(("https://example.com/a.png", false, false), (elsewhere.Address, elsewhere.IsStored, elsewhere.IsPicture));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("//evil.example/x")]
    [InlineData("/api/files/../../import")]
    [InlineData("file:///etc/passwd")]
    public void An_address_that_might_run_something_is_none(string url) =>
        Assert.Null(One($$"""{"url": "{{url}}", "name": "x"}""").Address);

    [Fact]
    public void An_export_of_a_chat_product_lists_them_without_their_bytes()
    {
        Assert.Equal(
            new MessageAttachment("photo.jpg", null, IsStored: false, "image/jpeg", 2_048_000),
            One("""{"id": "file-1", "name": "photo.jpg", "size": 2048000, "mime_type": "image/jpeg", "width": 10}"""));
        Assert.Equal(
            new MessageAttachment("Image", null, IsStored: false, null, 512),
            One("""{"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1", "size_bytes": 512}"""));
    }

    [Theory]
    [InlineData("""{"name": 5, "size": "large", "file_id": 7, "url": {}}""")]
    [InlineData("""{"name": "", "size": -5}""")]
    [InlineData("""{"size": 1e300}""")]
    public void What_is_of_the_wrong_kind_is_passed_over(string item) =>
        Assert.Equal(new MessageAttachment("File", null, IsStored: false, null, null), One(item));

    [Fact]
    public void No_more_than_a_hundred_are_shown() =>
        Assert.Equal(100, MessageAttachment.Of($$"""{"attachments": [{{string.Join(',', Enumerable.Repeat("{}", 101))}}]}""").Count);

    [Fact]
    public void The_sound_of_the_message_itself_is_heard_and_not_listed_as_well() =>
        Assert.Equal(
            ["Image"],
            MessageAttachment.Of($$"""{"attachments": [{"file_id": "{{Id}}"}, {"media_type": "image/png"}]}""", $"/api/files/{Id}").Select(attachment => attachment.Name));

    private static MessageAttachment One(string item) => Assert.Single(MessageAttachment.Of($$"""{"attachments": [{{item}}]}"""));
}
