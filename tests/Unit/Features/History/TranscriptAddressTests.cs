using ConvoWeb.Features.History;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>Where the reader stands, in an address that the browser tells only after a while.</summary>
public sealed class TranscriptAddressTests : PageTest
{
    private static readonly Guid Id = Guid.Parse("0193a1b2-0000-7000-8000-000000000001");

    [Fact]
    public void A_link_to_another_message_leads_there_and_one_to_none_nowhere()
    {
        var address = new TranscriptAddress(Navigation, Id);

        Assert.True(address.Take(5, null));
        Assert.False(address.Take(5, null));
        Assert.True(address.Take(6, null));
        Assert.False(address.Take(null, null));
    }

    [Fact]
    public void What_was_named_here_leads_nowhere_however_late_it_is_told()
    {
        var address = new TranscriptAddress(Navigation, Id);
        address.Take(5, null);
        address.Name(6);
        address.Name(7);
        address.Name(8);

        Assert.False(address.Take(6, null));
        Assert.False(address.Take(8, null)); // one of them was never told
        Assert.True(address.Take(7, null));
    }

    [Theory]
    [InlineData("", null, null, "")]
    [InlineData("", 5, null, "?m=5")]
    [InlineData("", 5, "a \"b c\" & d", "?m=5&q=a%20%22b%20c%22%20%26%20d")]
    [InlineData("?status=deleted&tag=a%26b&m=2", 5, "a", "?status=deleted&tag=a%26b&m=5&q=a")]
    public void It_holds_the_list_the_message_and_the_search(string before, int? seq, string? search, string query)
    {
        Navigation.NavigateTo($"/c/{Id}{before}");
        var address = new TranscriptAddress(Navigation, Id);
        address.Take(null, search);

        address.Name(seq);

        Assert.Equal($"http://localhost/c/{Id}{query}", Navigation.Uri);
    }

    [Fact]
    public void A_search_that_was_left_does_not_come_back_by_itself_but_by_a_link()
    {
        var address = new TranscriptAddress(Navigation, Id);
        address.Take(5, "museum");

        address.LeaveSearch();
        address.Take(5, "museum"); // told late
        address.Name(6);
        Assert.Equal($"http://localhost/c/{Id}?m=6", Navigation.Uri);

        address.Take(6, null);
        address.Take(6, "museum");
        address.Name(7);
        Assert.Equal($"http://localhost/c/{Id}?m=7&q=museum", Navigation.Uri);
    }
}
