using System.Runtime.CompilerServices;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Retention;

/// <summary>What was stored before it was to be removed: how much that is, and to remove it.</summary>
public sealed class StoredRedaction(IDatabase database, OwnerRedactions redactions, ILiveEvents live, TimeProvider clock)
{
    private const int ConversationsAtOnce = 50;

    /// <summary>What the choice that holds would change. It reads every message, and changes none.</summary>
    /// <param name="onProgress">Told from time to time how far it is.</param>
    public async Task<RedactionFindings> FindAsync(CurrentUser user, Action<RedactionFindings> onProgress, CancellationToken cancellationToken)
    {
        var policy = await redactions.CurrentAsync(user.Id, cancellationToken);
        var findings = RedactionFindings.Nothing;
        await foreach (var page in PagesAsync(user, policy, cancellationToken))
        {
            findings = findings.With(page);
            onProgress(findings);
        }

        return findings;
    }

    /// <summary>Changes what <see cref="FindAsync"/> counts, a conversation in a transaction. Broken off, it goes on where it is begun again.</summary>
    /// <param name="onProgress">Told from time to time what was changed so far.</param>
    public async Task<RedactionFindings> ApplyAsync(CurrentUser user, Action<RedactionFindings> onProgress, CancellationToken cancellationToken)
    {
        var policy = await redactions.CurrentAsync(user.Id, cancellationToken);
        var changed = RedactionFindings.Nothing;
        await foreach (var page in PagesAsync(user, policy, cancellationToken))
        {
            foreach (var found in page.Found)
            {
                await ChangeAsync(user, found);
            }

            changed = changed.With(page);
            onProgress(changed);
        }

        await database.ClearRemovedAsync(CancellationToken.None); // while somebody reads an older state it stays a little longer
        return changed;
    }

    private async IAsyncEnumerable<LookedThrough> PagesAsync(CurrentUser user, RedactionPolicy policy, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (!policy.IsNone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var db = await database.ReadAsync(cancellationToken);
            var page = await StoredTexts.PageAsync(db, user.Id, after, ConversationsAtOnce);
            if (page.Count == 0)
            {
                yield break;
            }

            after = page[^1].Id;
            var (looked, found) = (0, new List<FoundConversation>());
            foreach (var conversation in page)
            {
                var messages = new List<Guid>();
                MessageTexts? first = null;
                await foreach (var message in StoredTexts.MessagesAsync(db, conversation.Id, cancellationToken))
                {
                    looked++;
                    first ??= message.Type is MessageType.System ? null : message;
                    if (IsChanged(policy, message))
                    {
                        messages.Add(message.Id);
                    }
                }

                if (messages.Count > 0 || TitleOf(policy, conversation.Title, first) != conversation.Title || policy.Json(conversation.Metadata) != conversation.Metadata)
                {
                    found.Add(new FoundConversation(conversation.Id, messages));
                }
            }

            yield return new LookedThrough(looked, found);
        }
    }

    private static bool IsChanged(RedactionPolicy policy, MessageTexts message) =>
        policy.Content(message.Type, message.Content, message.Metadata) != message.Content || policy.Json(message.Metadata) != message.Metadata;

    /// <summary>One that was cut from the first words may have cut a detail, which is not known again then: it is made anew.</summary>
    private static string TitleOf(RedactionPolicy policy, string title, MessageTexts? first) => policy.Text(
        first is not null && title == ConversationTitles.Of(null, first.Content)
            ? ConversationTitles.Of(null, policy.Content(first.Type, first.Content, first.Metadata))
            : title);

    /// <summary>By what is there now, and what holds now: both may have changed since it was looked at.</summary>
    private async Task ChangeAsync(CurrentUser user, FoundConversation found)
    {
        var now = clock.GetUtcNow();
        var (changed, version) = await database.WriteAsync<(List<MessageView>, long)>(
            async db =>
            {
                List<MessageView> changed = [];
                if (await LockedConversation.LockAsync(db, user.Id, found.Id) is not { } conversation)
                {
                    return (changed, 0);
                }

                var policy = await redactions.AtAsync(db, user.Id, conversation.RedactionRevision);
                var first = await StoredTexts.FirstAsync(db, found.Id); // as it was
                await StoredTexts.ChangeAsync(db, conversation, title => TitleOf(policy, title, first), policy.Json, now);
                foreach (var id in found.Messages)
                {
                    if (await MessageService.ReadAsync(db, found.Id, id) is { State: not MessageState.Draft } message)
                    {
                        await MessageWrites.EditAsync(db, conversation, id, policy.Change(message.Type, AsItIs(message)), now);
                        changed.Add((await MessageService.ReadAsync(db, found.Id, id))!);
                    }
                }

                await AuditWrites.AddAsync(db, user.Did(AuditAction.Redacted, now, found.Id, Math.Max(1, changed.Count)));
                return (changed, conversation.Version);
            },
            CancellationToken.None);
        foreach (var message in changed)
        {
            live.Publish(MessageEvents.Of(LiveEventKind.MessageChanged, user, message));
        }

        if (version > 0)
        {
            live.Publish(new LiveEvent(LiveEventKind.ConversationChanged, user.Id, found.Id, version));
        }
    }

    private static MessageChange AsItIs(MessageView message) => new()
    {
        Content = message.Content,
        Model = message.Model,
        AudioUrl = message.AudioUrl,
        AudioDuration = message.AudioDuration,
        TokensIn = message.TokensIn,
        TokensOut = message.TokensOut,
        Metadata = message.Metadata,
    };

    internal sealed record FoundConversation(Guid Id, IReadOnlyList<Guid> Messages);

    internal sealed record LookedThrough(int Messages, IReadOnlyList<FoundConversation> Found);
}

/// <summary>What was found so far.</summary>
/// <param name="Looked">Messages that were read.</param>
/// <param name="Messages">Of those: they have something in them that is to go.</param>
/// <param name="Conversations">In which these are, or whose title or metadata has such a thing.</param>
public sealed record RedactionFindings(int Looked, int Messages, int Conversations)
{
    public static RedactionFindings Nothing { get; } = new(0, 0, 0);

    internal RedactionFindings With(StoredRedaction.LookedThrough page) =>
        new(Looked + page.Messages, Messages + page.Found.Sum(found => found.Messages.Count), Conversations + page.Found.Count);
}
