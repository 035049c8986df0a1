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

        // Two trial steps of 32 go the other way.
        Assert.InRange(drafted, drafts ? 590 : 30, drafts ? 610 : 60);
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

        for (var trial = 0; trial < 3; trial++) { policy.ShouldDraft(1); policy.ShouldDraft(24); }
        Assert.True(policy.ShouldDraft(1));
        Assert.False(policy.ShouldDraft(24));
    }
}
