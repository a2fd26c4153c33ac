using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>Messages, in few words.</summary>
internal static class Said
{
    public static NewMessage User(string content) => new() { Type = MessageType.User, Content = content };

    public static NewMessage Ai(string content) => new() { Type = MessageType.Ai, Content = content };

    public static NewMessage Tool(string content, string name) => new()
    {
        Type = MessageType.System,
        Content = content,
        Metadata = JsonSerializer.SerializeToElement(new { role = "tool", name }),
    };
}
