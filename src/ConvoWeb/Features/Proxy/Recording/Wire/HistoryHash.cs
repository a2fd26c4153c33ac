using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>
/// What a history is known by, turn after turn. The answer that was read from a stream and the message that a client sends
/// back in its next request come to the same: of a turn there counts who speaks, its text without white space around it, and
/// its calls. Keyed, so that nobody who reads it can try texts that it may be of.
/// </summary>
internal sealed class HistoryHash
{
    private readonly byte[] _key;
    private readonly byte[] _hash;

    private HistoryHash(byte[] key, byte[] hash)
    {
        _key = key;
        _hash = hash;
    }

    /// <summary>43 letters of base64url.</summary>
    public string Text => Base64Url.EncodeToString(_hash);

    /// <summary>Of no turn yet.</summary>
    public static HistoryHash Start(ReadOnlySpan<byte> key)
    {
        // What counts of a turn is part of it: histories that were hashed otherwise are others.
        var hash = HMACSHA256.HashData(key, "chat history 1"u8);
        return new HistoryHash(key.ToArray(), hash);
    }

    /// <summary>
    /// An empty answer changes nothing: clients leave it out, or send one before that with the calls. Neither does a system prompt, into which many write
    /// the time.
    /// </summary>
    public HistoryHash Then(ChatTurn turn)
    {
        if (turn is { IsAnswer: true, IsEmpty: true } or { Type: MessageType.System, IsTool: false })
        {
            return this;
        }

        var canonical = new ArrayBufferWriter<byte>();
        canonical.Write(_hash);
        canonical.Write([(byte)RoleOf(turn)]);
        Write(canonical, turn.Content.AsSpan().Trim());
        Write(canonical, turn.ToolCallId);
        Write(canonical, turn.ToolCalls.Count);
        foreach (var call in turn.ToolCalls)
        {
            Write(canonical, call.Id);
            Write(canonical, call.Name);
            WriteArguments(canonical, call.Arguments);
        }

        return new HistoryHash(_key, HMACSHA256.HashData(_key, canonical.WrittenSpan));
    }

    private static char RoleOf(ChatTurn turn) => turn.Type switch
    {
        MessageType.User => 'u',
        MessageType.Ai => 'a',
        _ => 't',
    };

    /// <summary>Clients parse them and write them anew: what they mean counts, token by token, not how it is written.</summary>
    private static void WriteArguments(ArrayBufferWriter<byte> canonical, string arguments)
    {
        var trimmed = arguments.AsSpan().Trim();
        using var json = WireJson.Parse(trimmed.IsEmpty ? "{}"u8 : Encoding.UTF8.GetBytes(trimmed.ToString()));
        if (json is null)
        {
            Write(canonical, trimmed);
            return;
        }

        WriteValue(canonical, json.RootElement);
    }

    private static void WriteValue(ArrayBufferWriter<byte> canonical, JsonElement value)
    {
        canonical.Write([(byte)value.ValueKind]);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Write(canonical, value.GetPropertyCount());
                foreach (var (name, member) in value.Members())
                {
                    Write(canonical, name);
                    WriteValue(canonical, member);
                }

                break;
            case JsonValueKind.Array:
                Write(canonical, value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(canonical, item);
                }

                break;
            case JsonValueKind.String:
                Write(canonical, value.Text());
                break;
            case JsonValueKind.Number:
                // 1.0 is 1 in some languages, and every number a double.
                Write(canonical, BitConverter.DoubleToInt64Bits(value.TryGetDouble(out var number) ? number : double.NaN));
                break;
        }
    }

    private static void Write(ArrayBufferWriter<byte> canonical, ReadOnlySpan<char> text)
    {
        // With its length before it: no two turns are the same bytes.
        var bytes = Encoding.UTF8.GetByteCount(text);
        Write(canonical, bytes);
        canonical.Advance(Encoding.UTF8.GetBytes(text, canonical.GetSpan(bytes)));
    }

    private static void Write(ArrayBufferWriter<byte> canonical, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(canonical.GetSpan(sizeof(long)), number);
        canonical.Advance(sizeof(long));
    }
}
