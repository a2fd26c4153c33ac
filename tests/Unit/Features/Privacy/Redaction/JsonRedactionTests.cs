using System.Text.Json;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

public sealed class JsonRedactionTests
{
    private static readonly Redactor All = Redactor.For(RedactionWords.All);

    [Theory]
    [InlineData("""{"note":"to ann@example.com","n":1.50}""", """{"note":"to [e-mail address removed]","n":1.50}""")]
    [InlineData("""{"headers":{"authorization":"Bearer x","accept":"*/*"}}""", """{"headers":{"authorization":"[API key removed]","accept":"*/*"}}""")]
    [InlineData("""{"X-Api-Key":"abc","Set-Cookie":["a=b","c=d"]}""", """{"X-Api-Key":"[API key removed]","Set-Cookie":["[secret removed]","[secret removed]"]}""")]
    [InlineData("""{"db":{"password":"x","user":"y"},"smtpPassword":"z"}""", """{"db":{"password":"[password removed]","user":"y"},"smtpPassword":"[password removed]"}""")]
    [InlineData("""[{"access_token":"t"},"+49 170 1234567",null,true]""", """[{"access_token":"[secret removed]"},"[phone number removed]",null,true]""")]
    [InlineData("""{"said":"caf\u00e9 ann@example.com \ud83d\ude00"}""", """{"said":"café [e-mail address removed] \uD83D\uDE00"}""")]
    [InlineData("""{"ann@example.com":"ann@example.com"}""", """{"ann@example.com":"[e-mail address removed]"}""")]
    public void Its_strings_are_redacted_and_its_shape_stays(string json, string redacted) => Assert.Equal(redacted, All.RedactJson(json));

    [Theory]
    [InlineData("""{ "model": "gpt-4o",  "usage": { "total_tokens": 4096 } }""")]
    [InlineData("""{"password":"","token":null,"authorization":"[API key removed]"}""")]
    [InlineData("""{"logprobs":{"content":[{"token":" open","logprob":-0.1,"top_logprobs":[{"token":" open"}]}]}}""")]
    [InlineData("\"4111\"")]
    public void The_same_is_handed_back_when_nothing_is_in_it(string json) => Assert.Same(json, All.RedactJson(json));

    [Fact]
    public void Names_of_secrets_count_with_the_profile_of_secrets_alone()
    {
        const string Json = """{"password":"x","to":"ann@example.com"}""";

        Assert.Equal("""{"password":"x","to":"[e-mail address removed]"}""", Redactor.For(RedactionProfiles.Emails).RedactJson(Json));
        Assert.Same(Json, Redactor.None.RedactJson(Json));
    }

    [Fact]
    public void What_is_no_JSON_is_redacted_as_text() => Assert.Equal("{\"a\": [e-mail address removed]", All.RedactJson("{\"a\": ann@example.com"));

    [Fact]
    public void Words_of_an_answer_are_no_secrets_and_those_behind_them_may_be() =>
        Assert.Equal(
            """{"logprobs":{"content":[{"token":"a"}]},"token":"[secret removed]"}""",
            All.RedactJson("""{"logprobs":{"content":[{"token":"a"}]},"token":"a"}"""));

    [Fact]
    public void To_redact_twice_is_to_redact_once()
    {
        var json = JsonSerializer.Serialize(new LabelledSample(2).Lines().Select(line => line.Text));
        var once = All.RedactJson(json);

        Assert.NotEqual(json, once);
        Assert.Same(once, All.RedactJson(once));
    }
}
