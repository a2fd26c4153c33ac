namespace ConvoWeb.Platform.Hosting;

/// <summary>Writes each report at once and in order, which <see cref="Progress{T}"/> does not.</summary>
internal sealed class ProgressLines(TextWriter output) : IProgress<string>
{
    public void Report(string value) => output.WriteLine(value);
}
