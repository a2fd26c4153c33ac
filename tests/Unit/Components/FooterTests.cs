using Bunit;
using ConvoWeb.Components.Layout;

namespace ConvoWeb.Tests.Unit.Components;

public abstract class FooterTests(bool localOnly) : PageTest
{
    protected override IEnumerable<KeyValuePair<string, string?>> MoreSettings => [new("LOCAL_ONLY", localOnly ? "true" : "false")];

    public sealed class With_local_only() : FooterTests(localOnly: true)
    {
        [Fact]
        public void Every_page_says_in_its_footer_that_no_connection_leaves_this_machine() =>
            Assert.Equal(
                "This machine only. LOCAL_ONLY is on: ConvoWeb opens no connection to another machine.",
                Render<MainLayout>().Find("footer").TextContent);
    }

    public sealed class Without_it() : FooterTests(localOnly: false)
    {
        [Fact]
        public void There_is_no_footer() => Assert.Empty(Render<MainLayout>().FindAll("footer"));
    }
}
