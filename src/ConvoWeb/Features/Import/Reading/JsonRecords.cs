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
                    yield break;
                case null:
                    yield return JsonRecord.Broken("The file ends in the middle.");
                    yield break;
            }

            var end = await _bytes.ReadValueAsync(isRoot: false, cancellationToken);
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
        var end = await _bytes.ReadValueAsync(isRoot: true, cancellationToken);
        if (end is ValueEnd.Wrapper)
        {
            var start = _bytes.Value.ToArray();
            if (await _bytes.PeekAsync(cancellationToken) is (byte)'{')
            {
                var endOfItem = await _bytes.ReadValueAsync(isRoot: false, cancellationToken);
                using var item = Parse(endOfItem, out var fault);
                if (IsTurn(item?.RootElement ?? default))
                {
                    end = await _bytes.ReadUnwrappedAsync(start, cancellationToken);
                }
                else
                {
                    yield return new JsonRecord(item?.RootElement ?? default, fault);
                    if (endOfItem is ValueEnd.Truncated)
                    {
                        yield break;
                    }
                }
            }
        }

        if (end is ValueEnd.Wrapper)
        {
            await foreach (var item in ReadItemsAsync(cancellationToken))
            {
                yield return item;
            }

            yield break;
        }

        // Lines, unless the first object itself has several: then one object may follow the other in any layout.
        var isLines = end is ValueEnd.Complete && !_bytes.Value.Span.Contains((byte)'\n');
        while (true)
        {
            using (var document = Parse(end, out var fault))
            {
                yield return new JsonRecord(document?.RootElement ?? default, fault);
            }

            if (await _bytes.PeekAsync(cancellationToken) is null)
            {
                yield break;
            }

            end = isLines ? await _bytes.ReadLineAsync(cancellationToken) : await _bytes.ReadValueAsync(isRoot: false, cancellationToken);
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
