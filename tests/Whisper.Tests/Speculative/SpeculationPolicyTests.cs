using Microsoft.Extensions.Time.Testing;
using Speech.Whisper.Speculative;

namespace Speech.Whisper.Tests.Speculative;

public class SpeculationPolicyTests
{
    [Theory]
    [InlineData(10, 20, 3, true)]
    [InlineData(10, 40, 3, false)]
    [InlineData(10, 40, 6, true)]
    public void Steps_are_made_the_way_that_brings_more_tokens_a_second(int plainMilliseconds, int draftMilliseconds, int draftTokens, bool drafts)
    {
        var time = new FakeTimeProvider();
        var policy = new SpeculationPolicy(time);
        var drafted = 0;
        for (var step = 0; step < 640; step++)
        {
            var start = policy.Start();
            var drafting = policy.ShouldDraft(rows: 8);
            if (drafting) drafted++;
            time.Advance(TimeSpan.FromMilliseconds(drafting ? draftMilliseconds : plainMilliseconds));
            policy.Record(8, drafting, drafting ? draftTokens : 1, start);
        }

        // A few trial steps go the other way, in rounds that double.
        Assert.InRange(drafted, drafts ? 600 : 20, drafts ? 612 : 30);
    }

    [Fact]
    public void Batches_of_other_sizes_are_judged_apart()
    {
        var time = new FakeTimeProvider();
        var policy = new SpeculationPolicy(time);
        for (var step = 0; step < 64; step++)
            foreach (var rows in new[] { 1, 24 })
            {
                var start = policy.Start();
                var drafting = policy.ShouldDraft(rows);
                time.Advance(TimeSpan.FromMilliseconds(drafting ? 10 * rows : 10));
                policy.Record(rows, drafting, drafting ? 3 * rows : rows, start);
            }

        Assert.Equal(7, Enumerable.Range(0, 7).Count(_ => policy.ShouldDraft(1)));
        Assert.Equal(0, Enumerable.Range(0, 7).Count(_ => policy.ShouldDraft(24)));
    }

    [Fact]
    public void The_step_after_a_change_of_manner_is_not_counted_for_it_pays_for_the_change()
    {
        var time = new FakeTimeProvider();
        var policy = new SpeculationPolicy(time);
        var (drafted, before) = (0, false);
        for (var step = 0; step < 200; step++)
        {
            var start = policy.Start();
            var drafting = policy.ShouldDraft(1);
            if (drafting) drafted++;
            // Drafts bring more, but for the first of a row of them.
            time.Advance(TimeSpan.FromMilliseconds(drafting == before ? 10 : 1000));
            policy.Record(1, drafting, drafting ? 2 : 1, start);
            before = drafting;
        }

        Assert.InRange(drafted, 150, 200);
    }
}
