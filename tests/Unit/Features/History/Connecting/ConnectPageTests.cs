using Bunit;
using ConvoWeb.Features.History.Connecting;
using ConvoWeb.Features.Privacy.Consent;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History.Connecting;

/// <summary>The lines for a program whose model is reached through ConvoWeb; that they work is shown by ConnectTests in a browser.</summary>
public abstract class ConnectPageTests(params (string Key, string Value)[] settings) : PageTest
{
    private const string Asking = "section[aria-labelledby=asking]", Sending = "section[aria-labelledby=sending]";

    protected override IEnumerable<KeyValuePair<string, string?>> MoreSettings => settings.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value));

    private static IReadOnlyList<string> LinesOf(IRenderedComponent<ConnectPage> page) => [.. page.FindAll($"{Asking} code").Select(code => code.TextContent)];

    private static string SaidOn(IRenderedComponent<ConnectPage> page) => string.Join('\n', page.FindAll($"{Asking} > p").Select(sentence => sentence.TextContent));

    private static string StateOn(IRenderedComponent<ConnectPage> page) => page.WaitForElement("[role=status]").TextContent;

    public sealed class With_a_models_server() : ConnectPageTests(("UPSTREAM_URL", "http://localhost:11434/v1"))
    {
        [Fact]
        public void Every_example_has_the_address_that_the_page_was_opened_at()
        {
            var page = Render<ConnectPage>();

            Assert.Equal(9, LinesOf(page).Count);
            Assert.All(LinesOf(page), lines => Assert.Contains("http://localhost/v1", lines, StringComparison.Ordinal));
            Assert.Equal("http://localhost/v1", page.Find($"{Asking} .address").TextContent);
            Assert.Equal(4, page.FindAll($"{Sending} code").Count);
        }

        [Fact]
        public void Each_has_a_button_that_copies_it_and_says_which()
        {
            var names = Render<ConnectPage>().FindAll("[data-copy] .cw-sr").Select(name => name.TextContent.Trim()).ToList();

            Assert.Equal(13, names.Distinct().Count());
            Assert.Contains("Ask with OpenAI’s client for .NET", names);
            Assert.Contains("Open WebUI", names);
        }

        [Fact]
        public async Task It_says_whether_what_passes_is_recorded_and_where_that_is_agreed_to()
        {
            var page = Render<ConnectPage>();
            Assert.StartsWith("It passes, and nothing of it is stored, until you agree", StateOn(page), StringComparison.Ordinal);
            Assert.Equal("/privacy#recording", page.Find("[role=status] a").GetAttribute("href"));

            await Services.GetRequiredService<ConsentService>().SaveAsync(Alice, agrees: true, Cancel);

            Assert.StartsWith("What passes is recorded.", StateOn(Render<ConnectPage>()), StringComparison.Ordinal);
        }

        [Fact]
        public void The_program_signs_in_with_a_key_of_its_own()
        {
            var page = Render<ConnectPage>();

            Assert.Contains("Your key passes too, and is not kept", SaidOn(page), StringComparison.Ordinal);
            Assert.Contains("Bearer $OPENAI_API_KEY", LinesOf(page)[1], StringComparison.Ordinal);
            Assert.All(LinesOf(page), lines => Assert.DoesNotContain("unused", lines, StringComparison.Ordinal));
            Assert.DoesNotContain("/upstreams/", page.Markup, StringComparison.Ordinal);
        }
    }

    public sealed class With_servers_whose_keys_it_has() : ConnectPageTests(
        ("UPSTREAM_URL", "https://api.example/v1"),
        ("UPSTREAM_KEY", "sk-of-the-one"),
        ("UPSTREAMS:LLAMA:URL", "http://localhost:11434/v1"),
        ("UPSTREAMS:LLAMA:KEY", "sk-of-the-other"),
        ("PERSIST_TRANSCRIPTS", "false"))
    {
        [Fact]
        public void No_example_asks_for_a_key_and_none_tells_it()
        {
            var page = Render<ConnectPage>();

            Assert.Contains("ConvoWeb signs in with its own key", SaidOn(page), StringComparison.Ordinal);
            Assert.All(LinesOf(page), lines => Assert.DoesNotContain("OPENAI_API_KEY", lines, StringComparison.Ordinal));
            Assert.DoesNotContain("Authorization", LinesOf(page)[1], StringComparison.Ordinal);
            Assert.DoesNotContain("sk-of", page.Markup, StringComparison.Ordinal);
        }

        [Fact]
        public void Each_of_them_has_an_address_too() =>
            Assert.Contains("http://localhost/upstreams/llama/v1", SaidOn(Render<ConnectPage>()), StringComparison.Ordinal);

        [Fact]
        public void No_recording_is_promised_where_no_text_is_stored() =>
            Assert.Contains("PERSIST_TRANSCRIPTS=false", StateOn(Render<ConnectPage>()), StringComparison.Ordinal);
    }

    public sealed class Without_a_models_server() : ConnectPageTests
    {
        [Fact]
        public void It_says_what_to_set_and_shows_no_example_that_would_not_work()
        {
            var page = Render<ConnectPage>();

            Assert.Equal(["UPSTREAM_URL=https://api.openai.com/v1"], LinesOf(page));
            Assert.Contains("No model’s server is set at the moment.", SaidOn(page), StringComparison.Ordinal);
            Assert.Empty(page.FindAll("[role=status]"));
            Assert.Equal(4, page.FindAll($"{Sending} code").Count);
        }
    }

    public sealed class With_local_only() : ConnectPageTests(("LOCAL_ONLY", "true"))
    {
        [Fact]
        public void The_server_that_it_proposes_is_on_this_machine() =>
            Assert.Equal(["UPSTREAM_URL=http://localhost:11434/v1"], LinesOf(Render<ConnectPage>()));
    }
}
