using Bunit;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Pages;

namespace ConvoWeb.Tests.Unit.Features.Search.Pages;

public sealed class MarkedTextTests : BunitContext
{
    [Fact]
    public void What_was_looked_for_is_marked_where_it_stands() =>
        Assert.Equal("Two <mark>museums</mark> in <mark>Oslo</mark>", Markup("Two museums in Oslo", new(4, 7), new(15, 4)));

    [Fact]
    public void A_part_of_a_word_is_marked_without_a_gap() => Assert.Equal("re<mark>new</mark>al", Markup("renewal", new Highlight(2, 3)));

    [Fact]
    public void Text_is_never_markup() =>
        Assert.Equal("&lt;b&gt;<mark>&lt;i&gt;</mark> &amp; x", Markup("<b><i> & x", new Highlight(3, 3)));

    [Fact]
    public void Marks_that_come_in_no_order_or_overlap_or_go_too_far_take_nothing_twice()
    {
        Assert.Equal("<mark>abc</mark><mark>d</mark>e", Markup("abcde", new(2, 2), new(0, 3)));
        Assert.Equal("abc<mark>de</mark>", Markup("abcde", new(3, 40), new(90, 1), new(-5, 2)));
    }

    private string Markup(string text, params Highlight[] highlights) =>
        Render<MarkedText>(t => t.Add(x => x.Text, text).Add(x => x.Highlights, highlights)).Markup;
}
