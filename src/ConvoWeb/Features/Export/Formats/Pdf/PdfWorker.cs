using System.Text.Json;
using ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

namespace ConvoWeb.Features.Export.Formats.Pdf;

/// <summary>How a worker ends.</summary>
internal enum PdfOutcome
{
    Done = 0,
    Failed = 1,

    /// <summary>Libraries or fonts are missing.</summary>
    Unavailable = 3,
}

/// <summary>
/// Sets one document in a process of its own: Pango and Cairo are native code, which a text can bring down, and two of them
/// at once in one process do it by themselves.
/// </summary>
internal static class PdfWorker
{
    public const string Command = "pdf-worker";

    private const int BufferSize = 64 * 1024;

    /// <summary>About what 150 pages hold, in 40 MB.</summary>
    private const long KeptCharacters = 600_000;

    /// <summary>Reads records from the standard input, writes the PDF to the standard output, and why it could not to the other one.</summary>
    public static int Run()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            using var output = new BufferedStream(Console.OpenStandardOutput(), BufferSize);
            return (int)Write(input, output);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            Console.Error.WriteLine(exception.Message);
            return (int)PdfOutcome.Unavailable;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            return (int)PdfOutcome.Failed;
        }
    }

    private static PdfOutcome Write(Stream input, Stream output)
    {
        if (Cairo.Version() < Cairo.OldestVersion || Pango.Version() < Pango.OldestVersion)
        {
            Console.Error.WriteLine("Cairo 1.16 and Pango 1.44 are needed.");
            return PdfOutcome.Unavailable;
        }

        using var records = JsonSerializer
            .DeserializeAsyncEnumerable(input, PdfJson.Lines.PdfRecord, topLevelValues: true)
            .ToBlockingEnumerable()
            .GetEnumerator();
        var heading = records.MoveNext() && records.Current?.Heading is { } first ? first : throw new EndOfStreamException();
        using var surface = new PdfSurface(output, heading);
        using var typesetter = new Typesetter(surface.Context);
        if (!typesetter.HasFonts)
        {
            Console.Error.WriteLine("There are no fonts.");
            return PdfOutcome.Unavailable;
        }

        var setter = new TranscriptSetter(typesetter, heading);
        var kept = new KeptCanvas();
        var rest = new List<PdfTurn>();
        PagePosition? keptTo = null;
        var pages = setter.Place(Turns(records).Select(Remember), kept);
        surface.Begin(typesetter, pages);
        kept.PutOn(surface);
        if (keptTo is not null)
        {
            setter.Place(rest, surface, keptTo);
        }

        surface.Finish();
        return PdfOutcome.Done;

        // Asked for when the turn before it is placed.
        PdfTurn Remember(PdfTurn turn)
        {
            if (kept.IsKeeping && kept.Characters > KeptCharacters)
            {
                kept.Stop();
                keptTo = setter.Position;
            }

            if (!kept.IsKeeping)
            {
                rest.Add(turn);
            }

            return turn;
        }
    }

    private static IEnumerable<PdfTurn> Turns(IEnumerator<PdfRecord?> records)
    {
        while (records.MoveNext())
        {
            if (records.Current is { IsEnd: true })
            {
                yield break;
            }

            if (records.Current?.Turn is { } turn)
            {
                yield return turn;
            }
        }

        throw new EndOfStreamException("Who sends the conversation is gone.");
    }
}
