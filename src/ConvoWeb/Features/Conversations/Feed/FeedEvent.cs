using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>What viewers are told, under these very names.</summary>
public enum FeedEventName
{
    MessageAdded,
    MessageChanged,
    MessageFinalized,
    MessageRemoved,
    DeltaAppended,
    ConversationChanged,
    ConversationRemoved,
}

/// <summary>
/// One event of a conversation's feed, made once and handed to every viewer: its JSON, and around it, when the first of
/// them asks, the frame of each transport.
/// </summary>
/// <param name="Version">Where a viewer is that has seen it.</param>
/// <param name="Json">The one argument of the hub's event, the data of the server-sent one.</param>
public sealed record FeedEvent(FeedEventName Name, long Version, ReadOnlyMemory<byte> Json)
{
    private SerializedHubMessage? _hubMessage;
    private byte[]? _frame;
    private byte[]? _serverSent;

    /// <summary>The version that this is only a part of, when more follows of the same: who has seen it has not seen that version.</summary>
    public long? PartOf { get; init; }

    /// <summary>Of a message that was read: the version that brought it, which a viewer may have seen before.</summary>
    public long? AddedVersion { get; init; }

    public Guid? MessageId { get; init; }

    /// <summary>Of a message that is a draft after this: the number of the next delta.</summary>
    public int? NextN { get; init; }

    public LiveDelta? Delta { get; init; }

    public bool IsStored { get; init; } = true;

    /// <summary>For SignalR. Two that ask at once may both make it, which does no harm.</summary>
    public SerializedHubMessage HubMessage => _hubMessage ??= new SerializedHubMessage(new InvocationMessage(Name.ToString(), [new RawJson(Json)]));

    /// <summary>The same as the frame of a WebSocket, which a server does not mask: it is the same for every viewer.</summary>
    /// <param name="protocol">The hub's JSON one.</param>
    public ReadOnlyMemory<byte> FrameOf(IHubProtocol protocol) => _frame ??= ToFrame(HubMessage.GetSerializedMessage(protocol).Span);

    /// <summary>For server-sent events.</summary>
    public ReadOnlyMemory<byte> ServerSent => _serverSent ??= ToServerSent();

    private static byte[] ToFrame(ReadOnlySpan<byte> text)
    {
        const byte FinalText = 0x81, In16Bits = 126, In64Bits = 127;
        Span<byte> length = stackalloc byte[1 + sizeof(ulong)];
        if (text.Length < In16Bits)
        {
            length[0] = (byte)text.Length;
            length = length[..1];
        }
        else if (text.Length <= ushort.MaxValue)
        {
            length[0] = In16Bits;
            BinaryPrimitives.WriteUInt16BigEndian(length[1..], (ushort)text.Length);
            length = length[..(1 + sizeof(ushort))];
        }
        else
        {
            length[0] = In64Bits;
            BinaryPrimitives.WriteUInt64BigEndian(length[1..], (ulong)text.Length);
        }

        return [FinalText, .. length, .. text];
    }

    private byte[] ToServerSent()
    {
        var id = !IsStored ? ""
            : Delta is { } delta ? string.Create(CultureInfo.InvariantCulture, $"id: {Version}.{MessageId}.{delta.Next - 1}\n")
            : string.Create(CultureInfo.InvariantCulture, $"id: {Version}\n");
        return [.. Encoding.UTF8.GetBytes($"event: {Name}\n{id}data: "), .. Json.Span, .. "\n\n"u8];
    }
}
