using System.Reflection;
using ConvoWeb.Data;

namespace ConvoWeb.Platform.Requests;

/// <summary>The <c>X-ConvoWeb-Record</c> header: with <c>off</c>, what this request brings is shown live and not stored; what passes through the proxy then is neither.</summary>
/// <param name="IsOff">Left out, or <c>on</c>, it is stored as everything is.</param>
public sealed record RecordHeader(bool IsOff)
{
    public const string Name = "X-ConvoWeb-Record";

    public static ValueTask<RecordHeader?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<RecordHeader?>(context.Request.Headers[Name].ToString() switch
        {
            "" or "on" => new RecordHeader(false),
            "off" => new RecordHeader(true),
            var other => throw new InvalidInputException("x_convoweb_record", $"{Name} must be on or off, not '{other}'."),
        });
}
