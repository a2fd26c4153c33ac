using System.Runtime.InteropServices;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Data.Rollups;

/// <summary>One counting of an owner's history: says which rollups a message or conversation belongs to.</summary>
internal sealed class RollupEra(string ownerId, int era, TimeZoneInfo zone, Dictionary<RollupKey, RollupSums> sums)
{
    public void Add(in CountedMessage message, Guid? personalityId, int sign)
    {
        var local = RollupTimes.Local(message.Timestamp, zone);
        var day = DateOnly.FromDateTime(local);
        var personality = IdOf(personalityId);
        var model = message.Type is MessageType.Ai ? message.Model ?? "" : "";

        At(RollupKind.Slot, RollupTimes.SlotOf(message.Timestamp)).Add(message, sign);
        At(RollupKind.MonthPart, RollupTimes.MonthOf(day), personality, model).Add(message, sign);
        var hour = RollupTimes.HourOfWeek(local);
        var times = message.Type is MessageType.Ai ? ResponseTimes.In(message.Metadata) : default;
        At(RollupKind.Day, day.DayNumber).Add(message, sign);
        AddInDetail(At(RollupKind.DayDetail, day.DayNumber), message, hour, times, sign);
        AddInDetail(At(RollupKind.MonthDetail, RollupTimes.MonthOf(day)), message, hour, times, sign);
        AddInDetail(At(RollupKind.DayPart, day.DayNumber, personality, model), message, hour, times, sign);
    }

    /// <summary>That it is another now than it was, or is new, or gone.</summary>
    public void Move(CountedConversation? before, CountedConversation? after)
    {
        if (before is { } one && after is { } other && IsSamePlace(one, other))
        {
            var (bucketBefore, bucketAfter) = (Buckets.Of(one.MessageCount), Buckets.Of(other.MessageCount));
            if (bucketBefore != bucketAfter)
            {
                AddLength(one, bucketBefore, -1);
                AddLength(other, bucketAfter, 1);
            }

            return;
        }

        if (before is { } gone)
        {
            Add(gone, -1);
        }

        if (after is { } added)
        {
            Add(added, 1);
        }
    }

    public void AddTags(in CountedConversation conversation, IEnumerable<string> tags, int sign)
    {
        var day = DayOf(conversation);
        foreach (var tag in tags)
        {
            At(RollupKind.DayTag, day.DayNumber, name: tag).Conversations += sign;
            At(RollupKind.MonthTag, RollupTimes.MonthOf(day), name: tag).Conversations += sign;
        }
    }

    public DateOnly DayOf(in CountedConversation conversation) => DateOnly.FromDateTime(RollupTimes.Local(conversation.LastMessageAt, zone));

    private static string IdOf(Guid? personalityId) => personalityId?.ToString("D") ?? "";

    /// <summary>In the same quarter of an hour, so on the same day.</summary>
    private static bool IsSamePlace(in CountedConversation one, in CountedConversation other) =>
        one.PersonalityId == other.PersonalityId
        && one.Model == other.Model
        && RollupTimes.SlotOf(one.LastMessageAt) == RollupTimes.SlotOf(other.LastMessageAt);

    private void Add(in CountedConversation conversation, int sign)
    {
        var day = DayOf(conversation);
        var (personality, model) = (IdOf(conversation.PersonalityId), conversation.Model ?? "");
        At(RollupKind.Slot, RollupTimes.SlotOf(conversation.LastMessageAt)).Conversations += sign;
        At(RollupKind.MonthPart, RollupTimes.MonthOf(day), personality, model).Conversations += sign;
        At(RollupKind.Day, day.DayNumber).Conversations += sign;
        At(RollupKind.DayDetail, day.DayNumber).Conversations += sign;
        At(RollupKind.MonthDetail, RollupTimes.MonthOf(day)).Conversations += sign;
        At(RollupKind.DayPart, day.DayNumber, personality, model).Conversations += sign;
        AddLength(conversation, Buckets.Of(conversation.MessageCount), sign);
    }

    private void AddLength(in CountedConversation conversation, int bucket, int sign)
    {
        var day = DayOf(conversation);
        DetailOf(At(RollupKind.DayDetail, day.DayNumber)).Add(DetailKind.ConversationLength, bucket, sign);
        DetailOf(At(RollupKind.MonthDetail, RollupTimes.MonthOf(day))).Add(DetailKind.ConversationLength, bucket, sign);
        DetailOf(At(RollupKind.DayPart, day.DayNumber, IdOf(conversation.PersonalityId), conversation.Model ?? "")).Add(DetailKind.ConversationLength, bucket, sign);
    }

    private static void AddInDetail(RollupSums sums, in CountedMessage message, int hour, ResponseTimes times, int sign)
    {
        sums.Add(message, sign);
        var detail = DetailOf(sums);
        detail.Add(DetailKind.Hour, hour, sign);
        detail.Add(message.Type is MessageType.User ? DetailKind.UserLength : DetailKind.AiLength, Buckets.Of(message.Length), sign);
        AddTime(detail, DetailKind.FirstToken, times.FirstToken, sign);
        AddTime(detail, DetailKind.Response, times.Response, sign);
    }

    private static void AddTime(RollupDetail detail, DetailKind kind, int? milliseconds, int sign)
    {
        if (milliseconds is { } known)
        {
            detail.Add(kind, Buckets.Of(known), sign);
        }
    }

    private static RollupDetail DetailOf(RollupSums sums) => sums.Detail ??= new RollupDetail();

    private RollupSums At(RollupKind kind, int at, string personalityId = "", string name = "")
    {
        ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, new RollupKey(ownerId, era, kind, at, personalityId, name), out _);
        return found ??= new RollupSums();
    }
}
