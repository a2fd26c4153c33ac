using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

public sealed class LabelledSampleTests(ITestOutputHelper output)
{
    private const int Seeds = 20;

    /// <summary>
    /// Of what is removed so much is private, and of what is private so much is removed. What is missing stands in the sample: passwords that
    /// are words, keys without a beginning or a name, numbers that are written like others.
    /// </summary>
    [Theory]
    [InlineData(RedactionProfiles.Secrets, 0.98, 0.93)]
    [InlineData(RedactionProfiles.Emails, 0.98, 0.93)]
    [InlineData(RedactionProfiles.Phones, 0.92, 0.94)]
    [InlineData(RedactionProfiles.Cards, 0.98, 0.93)]
    [InlineData(RedactionProfiles.Ibans, 0.99, 0.99)]
    public void Little_else_is_removed_and_little_is_left(RedactionProfiles profile, double leastPrecision, double leastRecall)
    {
        var (right, wrong, missed) = (0, 0, 0);
        foreach (var line in Enumerable.Range(0, Seeds).SelectMany(seed => new LabelledSample(seed).Lines()))
        {
            var expected = line.Expected.Where(match => match.Kind.Profile() == profile).ToList();
            var found = Redactor.For(RedactionWords.All).Find(line.Text).Where(match => match.Kind.Profile() == profile).ToList();
            var complete = expected.Count(match => found.Exists(other => other.Start <= match.Start && other.End >= match.End));
            right += complete;
            missed += expected.Count - complete;
            wrong += found.Count(match => !expected.Exists(other => other.Start < match.End && match.Start < other.End));
        }

        var (precision, recall) = (right / (double)(right + wrong), right / (double)(right + missed));
        output.WriteLine($"{profile}: precision {precision:0.000}, recall {recall:0.000} of {right + missed}");

        Assert.InRange(precision, leastPrecision, 1);
        Assert.InRange(recall, leastRecall, 1);
    }

    [Fact]
    public void What_is_found_has_the_name_that_the_sample_gives_it() =>
        Assert.Empty(
            from line in new LabelledSample(1).Lines()
            from found in Redactor.For(RedactionWords.All).Find(line.Text)
            from expected in line.Expected
            where expected.Start == found.Start && expected.End == found.End && expected.Kind != found.Kind
            select $"{line.Text}: {expected.Kind}, not {found.Kind}");

    [Fact]
    public void The_sample_is_large_and_half_of_it_is_harmless()
    {
        var lines = new LabelledSample(1).Lines().ToList();

        Assert.InRange(lines.Count, 250, 1000);
        Assert.InRange(lines.Count(line => line.Expected.Count == 0), lines.Count * 2 / 5, lines.Count * 3 / 5);
        Assert.Equal(Enum.GetValues<RedactionKind>(), lines.SelectMany(line => line.Expected).Select(match => match.Kind).Distinct().Order());
    }
}
