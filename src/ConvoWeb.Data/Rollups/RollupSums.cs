using System.Runtime.InteropServices;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Data.Rollups;

[StructLayout(LayoutKind.Auto)]
internal readonly record struct RollupKey(string OwnerId, int Era, RollupKind Kind, int At, string PersonalityId = "", string Name = "");

/// <summary>What a rollup comes to; or what is added to it, or taken away.</summary>
public sealed class RollupSums
{
    public long Conversations { get; set; }

    public long UserMessages { get; set; }

    public long AiMessages { get; set; }

    public long TokensIn { get; set; }

    public long TokensOut { get; set; }

    public long TokensInEstimated { get; set; }

    public long TokensOutEstimated { get; set; }

    public long AudioMilliseconds { get; set; }

    public RollupDetail? Detail { get; set; }

    internal bool IsNothing =>
        (Conversations | UserMessages | AiMessages | TokensIn | TokensOut | TokensInEstimated | TokensOutEstimated | AudioMilliseconds) == 0
        && Detail?.Counts.Any() is not true;

    /// <summary>It may be that nothing is left of the row.</summary>
    internal bool TakesAway => Conversations < 0 || UserMessages < 0 || AiMessages < 0;

    public void Add(RollupSums other)
    {
        Conversations += other.Conversations;
        UserMessages += other.UserMessages;
        AiMessages += other.AiMessages;
        TokensIn += other.TokensIn;
        TokensOut += other.TokensOut;
        TokensInEstimated += other.TokensInEstimated;
        TokensOutEstimated += other.TokensOutEstimated;
        AudioMilliseconds += other.AudioMilliseconds;
    }

    /// <summary>With what it is spread like.</summary>
    internal void AddAll(RollupSums other)
    {
        Add(other);
        if (other.Detail is { } detail)
        {
            (Detail ??= new RollupDetail()).Add(detail);
        }
    }

    internal void Add(in CountedMessage message, int sign)
    {
        UserMessages += message.Type is MessageType.User ? sign : 0;
        AiMessages += message.Type is MessageType.Ai ? sign : 0;
        var (tokensIn, tokensOut) = (sign * (message.TokensIn ?? 0L), sign * (message.TokensOut ?? 0L));
        TokensIn += tokensIn;
        TokensOut += tokensOut;
        TokensInEstimated += message.TokensEstimated ? tokensIn : 0;
        TokensOutEstimated += message.TokensEstimated ? tokensOut : 0;
        AudioMilliseconds += sign * (long)Math.Round(1000 * Math.Clamp(message.AudioDuration ?? 0, 0, 1e12));
    }
}
