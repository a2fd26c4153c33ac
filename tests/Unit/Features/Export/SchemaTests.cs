using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary>What <c>docs/schema</c> says of the formats for programs is what they are.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = Read("conversation");

    [Fact]
    public void The_schema_names_every_member_and_no_other()
    {
        Assert.Equal(["type", "format", .. Members(ConversationsJson.Api.ConversationView), "personality"], Properties("conversation"));
        Assert.Equal(Members(MessagesJson.Api.MessageView), Properties("message"));
        Assert.Equal(Members(ConversationsJson.Api.PersonalityView), Properties("personality"));
    }

    [Fact]
    public void The_schema_names_every_word_that_a_member_can_be()
    {
        Assert.Equal(Words<ConversationStatus>.All, Choices("conversation", "status"));
        Assert.Equal(Words<MessageType>.All, Choices("message", "type"));
        Assert.Equal(Words<MessageState>.All, Choices("message", "state"));
        Assert.Equal(Words<PersonalityColor>.All, Choices("personality", "color"));
    }

    [Theory, DatabaseData]
    public async Task What_is_exported_is_as_the_schema_says(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var aria = (await alice.JsonAsync("POST /api/personalities", """{"name":"Aria","voice":"alto"}""")).Text("id");
        List<string> ids = [(await alice.JsonAsync("POST /api/conversations", "{}")).Text("id")!];
        var full = await alice.JsonAsync(
            "POST /api/conversations",
            $$$"""
            {"title":"Trip","personality_id":"{{{aria}}}","tags":["travel"],"model":"gpt-5","source":"phone","external_id":"1","metadata":{"a":[1]},
             "messages":[{"type":"user","content":"Which?","audio_duration":1.25,"metadata":{"b":null}},{"type":"ai","content":"Munch.","tokens_in":3,"tokens_out":4,"model":"gpt-5"}]}
            """);
        ids.Add(full.Text("id")!);

        foreach (var id in ids)
        {
            var document = await alice.JsonAsync($"GET /api/conversations/{id}/export?format=json");
            Assert.Empty(Faults(document, "conversation"));
            Assert.All(document.Items("messages"), message => Assert.Empty(Faults(message, "message")));

            var lines = (await alice.GetStringAsync($"/api/conversations/{id}/export?format=jsonl", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Empty(Faults(JsonElement.Parse(lines[0]), "conversation"));
            Assert.All(lines.Skip(1), line => Assert.Empty(Faults(JsonElement.Parse(line), "message")));
        }
    }

    [Theory]
    [InlineData("""{"id":"x"}""", "id is x")]
    [InlineData("""{"version":1.5}""", "version is 1.5")]
    [InlineData("""{"color":"pink"}""", "color is pink")]
    [InlineData("""{"name":null}""", "name is ")]
    [InlineData("""{"created_at":"today"}""", "created_at is today")]
    [InlineData("""{"other":1}""", "other is unknown")]
    [InlineData("{}", "name is missing")]
    public void What_is_not_as_the_schema_says_is_seen(string personality, string fault) => Assert.Contains(fault, Faults(JsonElement.Parse(personality), "personality"));

    private static IEnumerable<string> Faults(JsonElement value, string kind)
    {
        var (definition, isWhole) = (Definition(kind), kind is "conversation");
        var properties = definition.GetProperty("properties");
        foreach (var name in definition.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
        {
            yield return $"{name} is missing";
        }

        foreach (var member in value.EnumerateObject().Where(member => !isWhole || member.Name is not "messages"))
        {
            if (!properties.TryGetProperty(member.Name, out var schema))
            {
                yield return $"{member.Name} is unknown";
            }
            else if (member.Name is "personality")
            {
                foreach (var fault in member.Value.ValueKind is JsonValueKind.Null ? [] : Faults(member.Value, "personality"))
                {
                    yield return fault;
                }
            }
            else if (!Fits(member.Value, schema))
            {
                yield return $"{member.Name} is {member.Value}";
            }
        }
    }

    private static bool Fits(JsonElement value, JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var only))
        {
            return JsonElement.DeepEquals(value, only);
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            return choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(value, choice));
        }

        var types = schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } several ? several.EnumerateArray().Select(type => type.GetString()).ToList() : [schema.Text("type")];
        var format = schema.TryGetProperty("format", out var found) ? found.GetString() : null;
        return value.ValueKind switch
        {
            JsonValueKind.Null => types.Contains("null"),
            JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
            JsonValueKind.Number => types.Contains("number") || (types.Contains("integer") && value.TryGetInt64(out _)),
            JsonValueKind.Object => types.Contains("object"),
            JsonValueKind.Array => types.Contains("array"),
            JsonValueKind.String => types.Contains("string") && (format is not "uuid" || value.TryGetGuid(out _)) && (format is not "date-time" || value.TryGetDateTimeOffset(out _)),
            _ => false,
        };
    }

    private static IEnumerable<string> Members(JsonTypeInfo type) => type.Properties.Where(property => property.Get is not null).Select(property => property.Name);

    private static IEnumerable<string> Properties(string kind) => Definition(kind).GetProperty("properties").EnumerateObject().Select(property => property.Name);

    private static IEnumerable<string?> Choices(string kind, string member) =>
        Definition(kind).GetProperty("properties").GetProperty(member).GetProperty("enum").EnumerateArray().Select(choice => choice.GetString());

    private static JsonElement Definition(string kind) => Schema.GetProperty("$defs").GetProperty(kind);

    private static JsonElement Read(string name, [CallerFilePath] string file = "") =>
        JsonElement.Parse(File.ReadAllBytes(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, $"../../../../docs/schema/{name}.schema.json"))));
}
