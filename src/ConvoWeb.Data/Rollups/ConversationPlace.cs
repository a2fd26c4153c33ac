using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>What decides where a conversation and all that is in it is counted.</summary>
public sealed class ConversationPlace
{
    private readonly bool _isCounted;
    private readonly Guid? _personalityId;
    private readonly HashSet<string> _tags;

    private ConversationPlace(Conversation conversation)
    {
        _isCounted = conversation.Status is not ConversationStatus.Deleted;
        _personalityId = conversation.PersonalityId;
        _tags = conversation.Tags.Select(tag => tag.Name).ToHashSet(StringComparer.Ordinal);
    }

    public static ConversationPlace Of(Conversation conversation) => new(conversation);

    /// <summary>Saves the conversation as it is now, and counts it there instead of here.</summary>
    public async ValueTask MoveAsync(DatabaseScope db, Conversation conversation, Func<Task> save)
    {
        var after = Of(conversation);
        IReadOnlyList<Guid> id = [conversation.Id];
        if (_isCounted == after._isCounted && _personalityId == after._personalityId)
        {
            await save();
            await MoveTagsAsync(db, conversation, after);
            return;
        }

        if (_isCounted)
        {
            await ConversationRollups.SubtractAsync(db, conversation.OwnerId, id);
        }

        await save();
        if (after._isCounted)
        {
            await ConversationRollups.AddAsync(db, conversation.OwnerId, id);
        }
    }

    private async ValueTask MoveTagsAsync(DatabaseScope db, Conversation conversation, ConversationPlace after)
    {
        if (!_isCounted)
        {
            return;
        }

        foreach (var tag in _tags.Except(after._tags, StringComparer.Ordinal))
        {
            await ConversationRollups.TagAsync(db, conversation.OwnerId, [conversation.Id], tag, isAdded: false);
        }

        foreach (var tag in after._tags.Except(_tags, StringComparer.Ordinal))
        {
            await ConversationRollups.TagAsync(db, conversation.OwnerId, [conversation.Id], tag, isAdded: true);
        }
    }
}
