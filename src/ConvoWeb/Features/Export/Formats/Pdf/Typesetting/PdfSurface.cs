using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Pages as PDF, written to a stream as they come.</summary>
internal sealed unsafe class PdfSurface : ICanvas, IDisposable
{
    private const string Creator = "ConvoWeb";

    private readonly Sink _sink;
    private readonly nint _surface;
    private readonly GCHandle _handle;
    private Typesetter? _typesetter;
    private int _page = 1, _pages;

    public PdfSurface(Stream output, PdfHeading heading)
    {
        _sink = new Sink(output);
        _handle = GCHandle.Alloc(_sink);
        _surface = Cairo.CreateSurface(&Write, GCHandle.ToIntPtr(_handle), PageTheme.Width, PageTheme.Height);
        Cairo.SetMetadata(_surface, Cairo.Metadata.Title, PrintableText.Of(heading.Title));
        Cairo.SetMetadata(_surface, Cairo.Metadata.Creator, Creator);
        Cairo.SetMetadata(_surface, Cairo.Metadata.Created, Time(heading.CreatedAt));
        Cairo.SetMetadata(_surface, Cairo.Metadata.Modified, Time(heading.ChangedAt));
        Context = Cairo.CreateContext(_surface);
    }

    public nint Context { get; }

    /// <summary>Before the first page.</summary>
    public void Begin(Typesetter typesetter, int pages) => (_typesetter, _pages) = (typesetter, pages);

    /// <summary>Without tags for paragraphs and headings: Cairo 1.16 fails on a few dozen emoji inside of one.</summary>
    public void Text(TextBox box, int fromLine, int toLine, double x, double y)
    {
        SetColor(PageTheme.Text);
        box.Paint(Context, fromLine, toLine, x, y, Link);
    }

    public void Fill(Color color, double x, double y, double width, double height)
    {
        SetColor(color);
        Cairo.Rectangle(Context, x, y, width, height);
        Cairo.Fill(Context);
    }

    public void Outline(string name, double y) =>
        Cairo.AddOutline(_surface, 0, name, string.Create(CultureInfo.InvariantCulture, $"page={_page} pos=[{PageTheme.Margin:0.##} {y:0.##}]"), 0);

    public void Release(TextBox box) => box.Dispose();

    public void EndPage()
    {
        using (var footer = _typesetter!.Set(
            string.Create(CultureInfo.InvariantCulture, $"{_page} / {_pages}"),
            [new StyledRun(0, int.MaxValue / 2, TextStyle.Dim)],
            Face.Note,
            PageTheme.Width - (2 * PageTheme.Margin),
            TextAlignment.Center))
        {
            footer.Paint(Context, 0, 1, PageTheme.Margin, PageTheme.Height - PageTheme.Footer, Link);
        }

        Cairo.ShowPage(Context);
        _page++;
        Check();
    }

    /// <summary>Writes fonts, outline and trailer: without them it is no PDF.</summary>
    public void Finish()
    {
        Cairo.FinishSurface(_surface);
        Check();
        _sink.Output.Flush();
    }

    public void Dispose()
    {
        _sink.Fault ??= new ObjectDisposedException(nameof(PdfSurface)); // an unfinished one writes no more
        Cairo.DestroyContext(Context);
        Cairo.DestroySurface(_surface);
        _handle.Free();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void SetColor(Color color) => Cairo.SetColor(Context, color.Red / 255d, color.Green / 255d, color.Blue / 255d);

    private void Link(double x, double y, double width, double height, string address)
    {
        Cairo.BeginTag(
            Context, "Link", string.Create(CultureInfo.InvariantCulture, $"rect=[{x:0.##} {y:0.##} {width:0.##} {height:0.##}] uri='{Quoted(address)}'"));
        Cairo.EndTag(Context, "Link");
    }

    private static string Quoted(string address) =>
        address.Replace("\\", "%5C", StringComparison.Ordinal).Replace("'", "%27", StringComparison.Ordinal);

    private void Check()
    {
        if (_sink.Fault is not null)
        {
            throw new IOException("The PDF could not be written.", _sink.Fault);
        }

        var status = Cairo.Status(Context) is not Cairo.Success and var failed ? failed : Cairo.SurfaceStatus(_surface);
        if (status != Cairo.Success)
        {
            throw new InvalidOperationException($"Cairo says: {Marshal.PtrToStringUTF8(Cairo.StatusText(status))}.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint closure, byte* data, uint length)
    {
        var sink = (Sink)GCHandle.FromIntPtr(closure).Target!;
        if (sink.Fault is not null)
        {
            return Cairo.Success;
        }

        try
        {
            sink.Output.Write(new ReadOnlySpan<byte>(data, (int)length));
        }
        catch (Exception exception)
        {
            // Nothing may be thrown through native code: it is kept, and told at the next page.
            sink.Fault = exception;
        }

        return Cairo.Success;
    }

    private sealed class Sink(Stream output)
    {
        public Stream Output { get; } = output;

        public Exception? Fault { get; set; }
    }
}
