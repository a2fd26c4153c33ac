using ConvoWeb.Components.Shared;

namespace ConvoWeb.Tests.Unit.Components;

public sealed class OwnStepsTests
{
    private readonly OwnSteps _steps = new();

    [Fact]
    public void The_first_address_is_news_and_the_same_again_is_not()
    {
        Assert.True(_steps.IsNews("/search"));
        Assert.False(_steps.IsNews("/search"));
        Assert.False(_steps.Send("/search"));
    }

    [Fact]
    public void What_the_page_sent_itself_is_no_news_however_late_it_arrives()
    {
        _steps.IsNews("/search");

        Assert.True(_steps.Send("/search?q=o"));
        Assert.True(_steps.Send("/search?q=os"));
        Assert.False(_steps.IsNews("/search?q=o"));
        Assert.False(_steps.IsNews("/search?q=os"));
    }

    [Fact]
    public void The_way_back_to_what_the_page_once_sent_is_news()
    {
        _steps.IsNews("/search");
        _steps.Send("/search?q=oslo");
        _steps.IsNews("/search?q=oslo");
        _steps.Send("/search?q=bergen");
        _steps.IsNews("/search?q=bergen");

        Assert.True(_steps.IsNews("/search?q=oslo"));
    }
}
