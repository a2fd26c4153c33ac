using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>Ids for what has none at its source: the same for the same file again, whatever its white space and escapes.</summary>
internal sealed class RecordIds
{
    /// <summary>By the first 64 bits of their hash: of a million records that is all the memory there is to spare. Two that agree in them still have names of their own.</summary>
    private readonly Dictionary<ulong, int> _seen = [];

    /// <summary>Equal records of a file are told apart by their order.</summary>
    public string Next(JsonElement record)
    {
        var hash = Of(record);
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, MemoryMarshal.Read<ulong>(hash), out _);
        count++;
        return Name(hash) + (count > 1 ? $"#{count}" : "");
    }

    /// <summary>Of a message that is known by what it is and by what stands before it.</summary>
    public static string After(string? previous, JsonElement message) => Name(Of(message, previous));

    /// <inheritdoc cref="After(string?, JsonElement)"/>
    public static string After(string? previous, string message) => Name(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{message}")));

    private static string Name(byte[] hash) => "sha256:" + Convert.ToHexStringLower(hash);

    private static byte[] Of(JsonElement record, string? before = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(Encoding.UTF8.GetBytes(before ?? ""));
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(record), new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            hash.AppendData([(byte)reader.TokenType]);
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                hash.AppendData(reader.ValueSpan);
            }
            else if (!reader.ValueIsEscaped && Utf8.IsValid(reader.ValueSpan))
            {
                Append(reader.ValueSpan); // clean as it stands: a picture need not become text first
            }
            else
            {
                Append(Encoding.UTF8.GetBytes(CleanText.Read(ref reader)));
            }
        }

        return hash.GetHashAndReset();

        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
