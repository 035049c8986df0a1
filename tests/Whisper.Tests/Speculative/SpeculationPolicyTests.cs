using Microsoft.Extensions.Time.Testing;
using Speech.Whisper.Speculative;

namespace Speech.Whisper.Tests.Speculative;

public class SpeculationPolicyTests
{
    /// <summary>The law: with steps of known cost and proposals of known accuracy, tokens come at least nine tenths as fast as with the best length, which one has to know beforehand.</summary>
    [Theory]
    [InlineData(10, 2.4, 1, 0.75)]
    [InlineData(10, 0.5, 0.5, 0.9)]
    [InlineData(10, 0, 0, 0.6)]
    [InlineData(10, 9, 2, 0.75)]
    [InlineData(10, 20, 1, 0.95)]
    [InlineData(30, 6, 4, 0.75)]
    public void It_finds_the_length_that_brings_most(double plain, double perToken, double perProposal, double accuracy)
    {
        var machine = new Machine { Cost = length => plain + length * (perToken + perProposal), Accuracy = accuracy };
        machine.Steps(200);
        Assert.InRange(machine.Steps(2000) / machine.Best(), 0.9, 1.1);
    }

    [Fact]
    public void A_step_in_the_costs_is_found_too()
    {
        // As of an operator that takes one token, or four.
        var machine = new Machine { Cost = length => length == 0 ? 10 : 10 + 8 * ((length + 4) / 4) + length, Accuracy = 0.8 };
        machine.Steps(400);
        Assert.InRange(machine.Steps(2000) / machine.Best(), 0.9, 1.1);
    }

    [Fact]
    public void It_follows_a_change_of_costs_and_of_accuracy()
    {
        var machine = new Machine { Cost = length => 10 + length, Accuracy = 0.9 };
        machine.Steps(1000);
        machine.Cost = length => 10 + 15 * length;
        machine.Steps(500);
        Assert.InRange(machine.Steps(2000) / machine.Best(), 0.9, 1.1);
        machine.Cost = length => 10 + length;
        machine.Steps(2500);
        Assert.InRange(machine.Steps(2000) / machine.Best(), 0.9, 1.1);
        machine.Accuracy = 0.1;
        machine.Steps(500);
        Assert.InRange(machine.Steps(2000) / machine.Best(), 0.9, 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public void Where_drafts_never_pay_trying_them_costs_next_to_nothing(int rows)
    {
        var machine = new Machine { Rows = rows, Cost = length => 10 + 10 * length, Accuracy = 0.5 };
        Assert.InRange(machine.Steps(50) / machine.Best(), 0.5, 1.1);
        Assert.InRange(machine.Steps(450) / machine.Best(), 0.9, 1.1);
        Assert.InRange(machine.Steps(10_000) / machine.Best(), 0.98, 1.02);
    }

    [Fact]
    public void Batches_of_other_sizes_are_judged_apart()
    {
        var machine = new Machine { Accuracy = 0.8 };
        for (var round = 0; round < 400; round++)
        {
            (machine.Rows, machine.Cost) = (1, length => 10 + length);
            machine.Steps(1);
            (machine.Rows, machine.Cost) = (24, length => 10 + 40 * length);
            machine.Steps(1);
        }

        machine.Rows = 24;
        Assert.True(Enumerable.Range(0, 5).Count(_ => machine.Choose() == 0) >= 3);
        machine.Rows = 1;
        Assert.True(Enumerable.Range(0, 5).Count(_ => machine.Choose() > 0) >= 3);
    }

    [Fact]
    public void Rows_that_are_rarely_guessed_do_not_keep_the_others_from_drafting()
    {
        Outlook[] rows = [new(0.95, 100), new(0.95, 100), new(0, 0), new(0.2, 100)];
        Assert.Equal(1 + 0.95 + 0.9025, rows[0].TokensWith(2), 1e-9);
        Assert.Equal(1, rows[2].TokensWith(12));
        Assert.Equal(1 + 0.95, new Outlook(0.95, 1).TokensWith(12), 1e-9);
    }

    [Fact]
    public void Asked_to_draft_always_it_does()
    {
        var machine = new Machine { Always = true, Cost = length => 10 + 50 * length, Accuracy = 0.5 };
        machine.Steps(4);
        Assert.DoesNotContain(0, Enumerable.Range(0, 100).Select(_ => { machine.Steps(1); return machine.Last; }));
    }

    [Fact]
    public void Of_a_clock_that_stands_still_the_longest_drafts_come()
    {
        var machine = new Machine { Cost = _ => 0, Accuracy = 0.7 };
        machine.Steps(100);
        Assert.True(Enumerable.Range(0, 50).Count(_ => { machine.Steps(1); return machine.Last == SpeculationPolicy.Longest; }) >= 40);
    }

    [Fact]
    public void The_step_after_a_change_of_manner_is_not_counted_for_it_pays_for_the_change()
    {
        // Drafts bring more, but for the first of a row of them.
        var machine = new Machine { Accuracy = 0.9, Cost = length => 10 + length };
        machine.Surcharge = () => machine.Before == 0 && machine.Last > 0 ? 1000 : 0;
        machine.Steps(300);
        Assert.True(Enumerable.Range(0, 100).Count(_ => { machine.Steps(1); return machine.Last > 0; }) >= 90);
    }

    [Fact]
    public void A_row_is_trusted_as_it_deserves_and_a_new_one_as_the_others()
    {
        var common = new Trust(0.99);
        Trust good = new(0.95, common), bad = new(0.95, common);
        for (var i = 0; i < 100; i++)
        {
            good.Add(5, failed: false);
            bad.Add(0, failed: true);
        }

        Assert.InRange(good.Value, 0.95, 1);
        Assert.InRange(bad.Value, 0, 0.2);
        Assert.InRange(new Trust(0.95, common).Value, bad.Value + 0.1, good.Value);
        Assert.Equal(common.Value, new Trust(0.95, common).Value, 1e-9);
    }

    /// <summary>A machine on which steps cost what they are told to, and an assistant that is right as often as it is told.</summary>
    private sealed class Machine
    {
        private readonly FakeTimeProvider _time = new();
        private readonly Random _random = new(8);
        private readonly Lazy<SpeculationPolicy> _policy;
        private readonly List<Draft> _drafts = [];

        public Machine() => _policy = new(() => new SpeculationPolicy(_time, Always));

        public bool Always { get; init; }
        public int Rows { get; set; } = 1;
        public required double Accuracy { get; set; }
        public Func<int, double> Cost { get; set; } = _ => 1;
        public Func<double> Surcharge { get; set; } = () => 0;
        public int Before { get; private set; }
        public int Last { get; private set; }

        public int Choose()
        {
            while (_drafts.Count < Rows) _drafts.Add(_policy.Value.NewDraft());
            return _policy.Value.Choose([.. _drafts.Take(Rows).Select(draft => new Outlook(draft.Chance, 100))]);
        }

        /// <returns>Tokens a millisecond and row.</returns>
        public double Steps(int count)
        {
            var (tokens, milliseconds) = (0.0, 0.0);
            for (var i = 0; i < count; i++)
            {
                var start = _policy.Value.Start();
                (Before, Last) = (Last, Choose());
                var cost = Cost(Last) + Surcharge();
                _time.Advance(TimeSpan.FromMilliseconds(cost));
                milliseconds += cost;
                foreach (var draft in _drafts.Take(Rows))
                {
                    var right = 0;
                    while (right < Last && _random.NextDouble() < Accuracy) right++;
                    tokens += 1 + right;
                    draft.Settle(10, Last, Last, right);
                }

                _policy.Value.Record(Rows, Last, start);
            }

            return tokens / milliseconds / Rows;
        }

        /// <summary>The same with the best of all lengths.</summary>
        public double Best() => Enumerable.Range(0, SpeculationPolicy.Longest + 1).Max(length => new Outlook(Accuracy, 100).TokensWith(length) / Cost(length));
    }
}
