namespace ConvoWeb.Platform.Caching;

/// <summary>What the nodes keep together. All of it may fail, and costs a read of the database then.</summary>
public interface ISharedAnswers
{
    /// <summary>A version after all others (the largest number that Redis' scripts count exactly).</summary>
    const long Removed = (1L << 53) - 1;

    /// <summary>The body of the answer with exactly this tag.</summary>
    ValueTask<byte[]?> FindAsync(AnswerRequest request, AnswerTag tag);

    /// <summary>Without waiting, if there is time for it.</summary>
    void Store(AnswerRequest request, Answer answer);

    /// <summary>Without waiting, as soon as it can be done: nothing before <paramref name="version"/> stays or is stored again.</summary>
    void Drop(string ownerId, Guid conversationId, long version);
}

/// <summary>One node alone.</summary>
internal sealed class NoSharedAnswers : ISharedAnswers
{
    public ValueTask<byte[]?> FindAsync(AnswerRequest request, AnswerTag tag) => default;

    public void Store(AnswerRequest request, Answer answer)
    {
    }

    public void Drop(string ownerId, Guid conversationId, long version)
    {
    }
}
