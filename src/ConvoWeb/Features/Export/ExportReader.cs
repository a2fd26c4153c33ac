using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.Export;

/// <summary>Reads the messages of conversations in constant memory, however long they are and however slow the one who downloads.</summary>
public sealed class ExportReader(IDatabase database)
{
    /// <param name="conversations">By id, ascending; they must be read in this order, and each once.</param>
    public ExportBatch Open(IReadOnlyList<ConversationView> conversations, ExportOptions options) => new(database, conversations, options);
}
