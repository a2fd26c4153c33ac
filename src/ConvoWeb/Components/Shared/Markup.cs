using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// Markup from an interpolated string: its literal parts are markup, what is put in is encoded as text, unless it is markup
/// itself. An attribute with a value always stands in quotes.
/// </summary>
internal static class Markup
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static MarkupString Of(Handler content) => new(content.ToString());

    [InterpolatedStringHandler]
    internal readonly struct Handler
    {
        private readonly StringBuilder _markup;

        public Handler(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + (16 * formattedCount));

        public void AppendLiteral(string markup) => _markup.Append(markup);

        public void AppendFormatted(string? text)
        {
            if (text is not null)
            {
                _markup.Append(Encoder.Encode(text));
            }
        }

        public void AppendFormatted(MarkupString markup) => _markup.Append(markup.Value);

        public override string ToString() => _markup.ToString();
    }
}
