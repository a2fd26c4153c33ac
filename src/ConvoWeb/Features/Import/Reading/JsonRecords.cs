using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>
/// The records of a JSON file, one at a time: the items of an array, of <c>{"conversations": [...]}</c>, the lines of
/// JSONL, or one single object. A record that is no JSON or too large does not keep the next ones from being read.
/// </summary>
internal sealed class JsonRecords(Stream input)
{
    /// <summary>Formats that put each answer inside of what it answers are twice as deep as their longest branch.</summary>
    public const int MaxDepth = 4096;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    private readonly JsonBytes _bytes = new(input);

    public async IAsyncEnumerable<JsonRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await _bytes.PeekAsync(cancellationToken);
        if (first is not ((byte)'[' or (byte)'{'))
        {
            yield break;
        }

        if (first is (byte)'[')
        {
            _bytes.Skip();
        }

        var records = first is (byte)'[' ? ReadItemsAsync(cancellationToken) : ReadObjectsAsync(cancellationToken);
        await foreach (var record in records)
        {
            yield return record;
        }
    }

    private async IAsyncEnumerable<JsonRecord> ReadItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await _bytes.PeekAsync(cancellationToken))
            {
                case (byte)',':
                    _bytes.Skip();
                    continue;
                case (byte)']':
                    _bytes.Skip();
                    yield break;
                case null:
                    yield return JsonRecord.Broken("The file ends in the middle.");
                    yield break;
            }

            var end = await _bytes.ReadValueAsync(cancellationToken);
            using var document = Parse(end, out var fault);
            yield return new JsonRecord(document?.RootElement ?? default, fault);
            if (end is ValueEnd.Truncated)
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<JsonRecord> ReadObjectsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Lines, unless the first object itself has several: then one object may follow the other in any layout.
        bool? areLines = null;
        while (await _bytes.PeekAsync(cancellationToken) is not null)
        {
            var end = areLines switch
            {
                true => await _bytes.ReadLineAsync(cancellationToken),
                false => await _bytes.ReadValueAsync(cancellationToken),
                null => await _bytes.ReadRootAsync(cancellationToken),
            };
            if (end is ValueEnd.Wrapper)
            {
                end = await _bytes.ReadFirstItemAsync(cancellationToken);
                using var item = Parse(end, out var fault);
                if (end is not ValueEnd.Cut && !IsTurn(item?.RootElement ?? default))
                {
                    yield return new JsonRecord(item?.RootElement ?? default, fault);
                    if (end is not ValueEnd.Truncated)
                    {
                        await foreach (var other in ReadItemsAsync(cancellationToken))
                        {
                            yield return other;
                        }

                        await _bytes.SkipRestAsync(cancellationToken);
                    }

                    continue;
                }

                end = end is ValueEnd.Cut ? end : await _bytes.ReadWholeAsync(cancellationToken);
            }

            areLines ??= end is ValueEnd.Cut || (end is ValueEnd.Complete && !_bytes.Value.Span.Contains((byte)'\n'));
            using var document = Parse(end, out var broken);
            yield return new JsonRecord(document?.RootElement ?? default, broken);
        }
    }

    /// <summary>What somebody says. In some formats a conversation calls its turns <c>conversations</c>, and wraps nothing.</summary>
    private static bool IsTurn(JsonElement item) => item.Member("from") is not null || item.Member("role") is not null;

    private JsonDocument? Parse(ValueEnd end, out string? fault)
    {
        try
        {
            fault = end switch
            {
                ValueEnd.TooLarge => $"It is larger than {ImportLimits.Record / (1024 * 1024)} MiB, or has more than {ImportLimits.RecordValues / 1_000_000} million values.",
                ValueEnd.Truncated => "The file ends in the middle of it.",
                _ => null,
            };
            return fault is null ? JsonDocument.Parse(_bytes.Value, Options) : null;
        }
        catch (JsonException exception)
        {
            fault = exception.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? $"It is nested deeper than {MaxDepth} levels."
                : "It is not valid JSON.";
            return null;
        }
    }
}
