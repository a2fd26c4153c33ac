using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Prices;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Tests.Unit.Features.Stats;

/// <summary>Every figure counted from the messages themselves, one by one, in the plainest way.</summary>
internal sealed class Recount
{
    private readonly StatsRequest _request;
    private readonly PriceTable _prices;
    private readonly TimeZoneInfo _ownZone;
    private readonly List<Conversation> _conversations;
    private readonly List<(Message Message, Conversation Of)> _messages;
    private readonly Dictionary<Guid, Personality> _personalities;

    private Recount(
        StatsRequest request, PriceTable prices, TimeZoneInfo ownZone, List<Conversation> conversations, List<(Message, Conversation)> messages, List<Personality> personalities)
    {
        (_request, _prices, _ownZone) = (request, prices, ownZone);
        (_conversations, _messages) = (conversations, messages);
        _personalities = personalities.ToDictionary(p => p.Id);
    }

    private IEnumerable<DateOnly> AllDays => [.. _messages.Select(m => DayOf(m.Message.Timestamp)), .. _conversations.Select(c => DayOf(c.LastMessageAt))];

    public DateOnly From => _request.From ?? AllDays.Append(_request.To).Min();

    public DateOnly To => _request.From is null ? AllDays.Append(_request.To).Max() : _request.To;

    public static async Task<Recount> OfAsync(ConvoWebApp app, string owner, StatsRequest request, PriceTable prices, TimeZoneInfo ownZone)
    {
        await using var db = await app.Stored.Contexts.CreateDbContextAsync(Cancel);
        var conversations = await db.Conversations.Include(c => c.Tags).Where(c => c.OwnerId == owner && c.Status != ConversationStatus.Deleted).ToListAsync(Cancel);
        var byId = conversations.ToDictionary(c => c.Id);
        var messages = (await db.Messages.Where(m => m.Type != MessageType.System && m.State != MessageState.Draft).ToListAsync(Cancel))
            .Where(m => byId.ContainsKey(m.ConversationId))
            .Select(m => (m, byId[m.ConversationId]))
            .ToList();
        return new Recount(request, prices, ownZone, conversations, messages, await db.Personalities.Where(p => p.OwnerId == owner).ToListAsync(Cancel));
    }

    public StatsTotals Totals(DateOnly from, DateOnly to) => Sum(Messages(from, to), Conversations(from, to));

    public Cost CostOf(DateOnly from, DateOnly to) => CostOf(Messages(from, to));

    public List<StatsDay> Days() =>
    [
        .. Messages().Select(m => DayOf(m.Message.Timestamp)).Concat(Conversations().Select(c => DayOf(c.LastMessageAt))).Distinct().Order()
            .Select(day => new StatsDay(day, Totals(day, day))),
    ];

    public List<StatsHour> Hours() =>
    [
        .. Messages()
            .Select(m => TimeZoneInfo.ConvertTime(m.Message.Timestamp, _request.Zone))
            .GroupBy(time => (Weekday: time.DayOfWeek is DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek, time.Hour))
            .Select(hour => new StatsHour(hour.Key.Weekday, hour.Key.Hour, hour.Count()))
            .OrderBy(hour => hour.Weekday).ThenBy(hour => hour.Hour),
    ];

    public List<PersonalityStats> Personalities() =>
    [
        .. Conversations().Select(c => c.PersonalityId).Concat(Messages().Select(m => m.Of.PersonalityId)).Distinct()
            .Select(id => new PersonalityStats(
                id,
                id is null ? null : _personalities[id.Value].Name,
                id is null ? null : _personalities[id.Value].Color,
                Sum(Messages().Where(m => m.Of.PersonalityId == id), Conversations().Where(c => c.PersonalityId == id)),
                CostOf(Messages().Where(m => m.Of.PersonalityId == id)))),
    ];

    public List<ModelStats> Models() =>
    [
        .. Conversations().Select(c => c.Model).Concat(Messages().Select(m => ModelOf(m.Message))).Where(model => !string.IsNullOrEmpty(model)).Distinct()
            .Select(model => new ModelStats(
                model!,
                Sum(Messages().Where(m => ModelOf(m.Message) == model), Conversations().Where(c => c.Model == model)),
                CostOf(Messages().Where(m => ModelOf(m.Message) == model)))),
    ];

    public List<TagStats> Tags() =>
    [
        .. Conversations().SelectMany(c => c.Tags).GroupBy(t => t.Name).Select(t => new TagStats(t.Key, t.Count()))
            .OrderByDescending(t => t.Conversations).ThenBy(t => t.Name, StringComparer.Ordinal),
    ];

    public IReadOnlyList<long> Lengths(MessageType type) => [.. Messages().Where(m => m.Message.Type == type).Select(m => (long)m.Message.Content.EnumerateRunes().Count())];

    public IReadOnlyList<long> ConversationLengths() => [.. Conversations().Select(c => (long)c.MessageCount)];

    public IReadOnlyList<long> Times(string name) =>
    [
        .. Messages()
            .Where(m => m.Message is { Type: MessageType.Ai, Metadata: not null })
            .Select(m => JsonElement.Parse(m.Message.Metadata!))
            .Where(metadata => metadata.TryGetProperty(name, out _))
            .Select(metadata => metadata.Number(name)),
    ];

    public List<DateOnly> DaysWithMessages() => [.. Messages().Select(m => DayOf(m.Message.Timestamp)).Distinct().Order()];

    private static string? ModelOf(Message message) => message.Type is MessageType.Ai ? message.Model : null;

    private IEnumerable<(Message Message, Conversation Of)> Messages() => Messages(From, To);

    private IEnumerable<Conversation> Conversations() => Conversations(From, To);

    private IEnumerable<(Message Message, Conversation Of)> Messages(DateOnly from, DateOnly to) => _messages.Where(m =>
        DayOf(m.Message.Timestamp) >= from && DayOf(m.Message.Timestamp) <= to && IsAskedFor(m.Of)
        && (_request.Model is null || ModelOf(m.Message) == _request.Model));

    private IEnumerable<Conversation> Conversations(DateOnly from, DateOnly to) => _conversations.Where(c =>
        DayOf(c.LastMessageAt) >= from && DayOf(c.LastMessageAt) <= to && IsAskedFor(c) && (_request.Model is null || c.Model == _request.Model));

    private bool IsAskedFor(Conversation conversation) =>
        (_request.PersonalityId is null || conversation.PersonalityId == _request.PersonalityId)
        && (_request.Source is null || conversation.Source == _request.Source)
        && (_request.Tag is null || conversation.Tags.Any(tag => tag.Name == _request.Tag));

    private DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, _request.Zone).DateTime);

    private static StatsTotals Sum(IEnumerable<(Message Message, Conversation Of)> messages, IEnumerable<Conversation> conversations)
    {
        var all = messages.Select(m => m.Message).ToList();
        return new StatsTotals
        {
            Conversations = conversations.Count(),
            UserMessages = all.Count(m => m.Type is MessageType.User),
            AiMessages = all.Count(m => m.Type is MessageType.Ai),
            TokensIn = all.Sum(m => (long)(m.TokensIn ?? 0)),
            TokensOut = all.Sum(m => (long)(m.TokensOut ?? 0)),
            TokensInEstimated = all.Where(m => m.TokensEstimated).Sum(m => (long)(m.TokensIn ?? 0)),
            TokensOutEstimated = all.Where(m => m.TokensEstimated).Sum(m => (long)(m.TokensOut ?? 0)),
            AudioSeconds = all.Sum(m => (long)Math.Round(1000 * (m.AudioDuration ?? 0))) / 1000.0,
        };
    }

    private Cost CostOf(IEnumerable<(Message Message, Conversation Of)> messages)
    {
        var cost = Cost.Nothing;
        foreach (var (message, _) in messages)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(message.Timestamp, _ownZone).DateTime);
            var tokens = (In: (long)(message.TokensIn ?? 0), Out: (long)(message.TokensOut ?? 0));
            if (ModelOf(message) is { Length: > 0 } model && _prices.Find(model, day) is { } price)
            {
                var amount = ((tokens.In * price.Input) + (tokens.Out * price.Output)) / 1_000_000;
                cost = cost with { Amount = cost.Amount + amount, Estimated = cost.Estimated + (message.TokensEstimated ? amount : 0) };
            }
            else
            {
                cost = cost with { UnpricedTokens = cost.UnpricedTokens + tokens.In + tokens.Out };
            }
        }

        return cost;
    }
}
