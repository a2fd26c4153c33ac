using Bunit;
using ConvoWeb.Components.Layout;
using ConvoWeb.Data;
using ConvoWeb.Platform.Errors;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Components;

public sealed class LayoutTests : PageTest
{
    private readonly BoundaryLog _log = new();

    [Fact]
    public async Task A_page_that_fails_says_why_and_can_be_tried_again()
    {
        Failing.Reason = new DatabaseFaultException(DatabaseFaultKind.DiskFull, "The disk that holds the database is full.");
        var layout = Render<MainLayout>(l => l.Add(x => x.Body, Body<Failing>()));
        Assert.Contains("The disk that holds the database is full.", layout.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Failing.Reason = null;
        await layout.Find("[role=alert] button").ClickAsync(new());

        Assert.Equal("It works.", layout.Find("main p").TextContent);
    }

    [Fact]
    public void A_failure_that_nobody_foresaw_keeps_its_text_for_the_log_and_says_where_in_it()
    {
        Failing.Reason = new InvalidOperationException("Sequence contains no elements");

        var layout = Render<MainLayout>(l => l.Add(x => x.Body, Body<Failing>()));

        Assert.DoesNotContain("Sequence", layout.Markup, StringComparison.Ordinal);
        var logged = Assert.IsType<ReferencedException>(Assert.Single(_log.Logged));
        Assert.Same(Failing.Reason, logged.InnerException);
        Assert.Contains($"reference {logged.Reference}.", layout.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_parts_of_a_page_that_fail_at_once_are_told_as_well()
    {
        Failing.Reason = new DatabaseFaultException(DatabaseFaultKind.Unavailable, "The database cannot be reached.");

        var layout = Render<MainLayout>(l => l.Add(x => x.Body, Body<Failing>() + Body<Failing>()));

        layout.WaitForAssertion(() =>
            Assert.Contains("The database cannot be reached.", layout.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/", "History")]
    [InlineData("/?status=archived", "History")]
    [InlineData("/c/01a2002d-774f-7dc8-8cfc-79dacbeb493e", "History")]
    [InlineData("/live", "Live")]
    [InlineData("/live/01a2002d-774f-7dc8-8cfc-79dacbeb493e", "Live")]
    [InlineData("/search?q=oslo", "Search")]
    [InlineData("/stats?range=90", "Stats")]
    [InlineData("/import", "Import")]
    [InlineData("/privacy", "Privacy and settings")]
    public void The_page_that_is_open_is_marked(string address, string page)
    {
        Navigation.NavigateTo(address);

        var open = Assert.Single(Render<NavRail>().FindAll("[aria-current=page]"));
        Assert.Equal(page, open.GetAttribute("aria-label") ?? open.TextContent.Trim());
    }

    protected override void Replace(IServiceCollection services) => services.AddSingleton<IErrorBoundaryLogger>(_log);

    private static RenderFragment Body<TComponent>()
        where TComponent : IComponent => builder =>
    {
        builder.OpenComponent<TComponent>(0);
        builder.CloseComponent();
    };

    private sealed class BoundaryLog : IErrorBoundaryLogger
    {
        public List<Exception> Logged { get; } = [];

        public ValueTask LogErrorAsync(Exception exception)
        {
            Logged.Add(exception);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Failing : ComponentBase
    {
        public static Exception? Reason { get; set; }

        protected override Task OnInitializedAsync() => Reason is null ? Task.CompletedTask : Task.FromException(Reason);

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
            builder.AddMarkupContent(0, "<p>It works.</p>");
    }
}
