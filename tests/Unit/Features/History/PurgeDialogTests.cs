using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>What is asked before conversations are deleted for good.</summary>
public sealed class PurgeDialogTests : PageTest
{
    private static readonly BulkSelection Trash = BulkSelection.All(new ConversationFilter { Status = ConversationScope.Deleted }, new HashSet<Guid>());

    private BulkExportRequest? _exported;

    [Fact]
    public async Task It_tells_how_much_goes_what_is_nowhere_else_and_what_stays()
    {
        await AddAsync("One", exported: true);
        await AddAsync("Two");
        await AddAsync("Three", held: true);
        await CreateAsync("Not in the trash");

        var dialog = Open(Trash);

        Assert.Equal("Delete 2 conversations for good?", dialog.Find("h2").TextContent);
        Assert.Equal(
            [
                "2 messages go, with the sounds, attachments and exports kept here. Nothing of it can be brought back.",
                "1 of them has not been exported since it changed: there is no copy of it.",
                "1 conversation is held, and stays.",
            ],
            dialog.FindAll("p").Select(p => p.TextContent.Trim()));
    }

    [Fact]
    public async Task What_is_confirmed_is_gone_and_what_is_held_is_not()
    {
        await AddAsync("One");
        await AddAsync("Two");
        await AddAsync("Three", held: true);
        var dialog = Open(Trash);

        await dialog.Find(".cw-btn--danger").ClickAsync(new());

        dialog.WaitForAssertion(() => Assert.Equal("2 conversations deleted for good", Assert.Single(Services.GetRequiredService<ToastService>().Shown).Message));
        var left = await Conversations.ListAsync(Alice, new ConversationFilter { Status = ConversationScope.Deleted }, ConversationOrder.NewestFirst, null, 50, Cancel);
        Assert.Equal(["Three"], left.Items.Select(conversation => conversation.Title));
    }

    [Fact]
    public async Task They_can_be_exported_first_and_are_all_there_then()
    {
        var id = await AddAsync("One");
        var dialog = Open(BulkSelection.Of(new HashSet<Guid> { id }));
        Assert.Contains("It has not been exported since it changed: there is no copy of it.", dialog.Find(".warning").TextContent, StringComparison.Ordinal);

        await dialog.Find(".export").ClickAsync(new());

        Assert.Equal([id], _exported!.Ids!);
        Assert.NotNull(await Conversations.FindAsync(Alice, id, Cancel));
    }

    [Fact]
    public async Task Where_all_is_held_nothing_can_be_pressed()
    {
        await AddAsync("One", held: true);

        var dialog = Open(Trash);

        Assert.Equal("Nothing here can be deleted for good", dialog.Find("h2").TextContent);
        Assert.True(dialog.Find(".cw-btn--danger").HasAttribute("disabled"));
    }

    private IRenderedComponent<PurgeDialog> Open(BulkSelection selection)
    {
        var dialog = Render<PurgeDialog>(parameters => parameters.Add(d => d.Selection, selection).Add(d => d.OnExport, request => _exported = request));
        dialog.WaitForElement("h2");
        return dialog;
    }

    private async Task<Guid> AddAsync(string title, bool exported = false, bool held = false)
    {
        var conversation = await CreateAsync(title, new NewMessage { Type = MessageType.User, Content = "Hello" });
        await Conversations.TrashAsync(Alice, conversation.Id, null, Cancel);
        await Services.GetRequiredService<IDatabase>().WriteAsync(
            db => db.ExecuteAsync(
                "UPDATE conversations SET last_exported_at = CASE WHEN @exported THEN updated_at END, held_at = CASE WHEN @held THEN 1 END WHERE id = @id",
                ("@exported", exported),
                ("@held", held),
                ("@id", conversation.Id)),
            Cancel);
        return conversation.Id;
    }
}
