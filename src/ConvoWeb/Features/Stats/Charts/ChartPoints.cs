using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>What the browser is sent of a picture.</summary>
internal static class ChartPoints
{
    /// <summary>The attribute it stands in is encoded by Blazor.</summary>
    private static readonly JavaScriptEncoder AsItIs = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>As short as can be: <c>[[1.5,20,"Thu 19 Nov 2026","12 messages"]]</c>.</summary>
    public static string Json(IReadOnlyList<ChartPoint> points)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = AsItIs }))
        {
            json.WriteStartArray();
            foreach (var point in points)
            {
                json.WriteStartArray();
                json.WriteNumberValue(point.X);
                json.WriteNumberValue(point.Y);
                json.WriteStringValue(point.Label);
                json.WriteStringValue(point.Value);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>As styles take it.</summary>
    public static string Percent(double number) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(number, 2)}%");

    /// <param name="attributes">Markup.</param>
    public static MarkupString Picture(double width, double height, IReadOnlyList<ChartShape> shapes, string attributes)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}");
        var paths = string.Concat(shapes.Select(shape => Markup.Of($"<path class=\"{shape.Css}\" d=\"{shape.Path}\"/>").Value));
        return new MarkupString($"<svg viewBox=\"{size}\" {attributes} aria-hidden=\"true\" data-ink=\"svg\">{paths}</svg>");
    }
}
