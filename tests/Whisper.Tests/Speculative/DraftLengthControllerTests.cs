using Microsoft.Extensions.Time.Testing;
using Speech.Whisper.Decoding;
using Speech.Whisper.Search;
using Speech.Whisper.Speculative;

namespace Speech.Whisper.Tests.Speculative;

public class DraftLengthControllerTests
{
    /// <summary>
    /// The law: with known costs and a known acceptance rate, the throughput is at least nine tenths of that of the best fixed length.
    /// </summary>
    [Theory]
    [InlineData(10, 2.4, 1, 0.75)]
    [InlineData(10, 0.5, 0.5, 0.9)]
    [InlineData(10, 0, 0, 0.6)]
    [InlineData(10, 9, 2, 0.75)]
    [InlineData(10, 20, 1, 0.95)]
    [InlineData(30, 6, 4, 0.75)]
    public void Finds_the_length_with_the_highest_throughput(
        double plain, double perVerifiedToken, double perDraftedToken, double acceptanceRate)
    {
        var perToken = perVerifiedToken + perDraftedToken;
        var machine = new Machine { Cost = length => plain + length * perToken, AcceptanceRate = acceptanceRate };
        machine.Run(200);
        Assert.InRange(machine.Run(2000) / machine.BestThroughput(), 0.9, 1.1);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    public void Finds_it_in_a_batch_of_sequences_with_different_acceptance_rates(int sequences)
    {
        var machine = new Machine { Sequences = sequences, Cost = length => 20 + 4 * length, AcceptanceRate = 0.8, Spread = 0.15 };
        machine.Run(200);
        Assert.InRange(machine.Run(1000) / machine.BestThroughput(), 0.9, 1.15);
    }

    [Fact]
    public void Finds_a_step_in_the_costs()
    {
        // As of a kernel that processes one token, or four at a time.
        var machine = new Machine { Cost = length => length == 0 ? 10 : 10 + 8 * ((length + 4) / 4) + length, AcceptanceRate = 0.8 };
        machine.Run(400);
        Assert.InRange(machine.Run(2000) / machine.BestThroughput(), 0.9, 1.1);
    }

    [Fact]
    public void Follows_changes_of_the_costs_and_of_the_acceptance_rate()
    {
        var machine = new Machine { Cost = length => 10 + length, AcceptanceRate = 0.9 };
        machine.Run(1000);
        machine.Cost = length => 10 + 15 * length;
        machine.Run(500);
        Assert.InRange(machine.Run(2000) / machine.BestThroughput(), 0.9, 1.1);
        machine.Cost = length => 10 + length;
        machine.Run(2500);
        Assert.InRange(machine.Run(2000) / machine.BestThroughput(), 0.9, 1.1);
        machine.AcceptanceRate = 0.1;
        machine.Run(500);
        Assert.InRange(machine.Run(2000) / machine.BestThroughput(), 0.9, 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public void Where_drafts_never_pay_probing_costs_next_to_nothing(int sequences)
    {
        var machine = new Machine { Sequences = sequences, Cost = length => 10 + 10 * length, AcceptanceRate = 0.5 };
        Assert.InRange(machine.Run(50) / machine.BestThroughput(), 0.5, 1.1);
        Assert.InRange(machine.Run(450) / machine.BestThroughput(), 0.9, 1.1);
        Assert.InRange(machine.Run(10_000) / machine.BestThroughput(), 0.98, 1.02);
    }

    [Fact]
    public void Where_starting_to_draft_is_expensive_and_does_not_pay_it_is_tried_rarely()
    {
        // As of a draft model that has to encode the window first.
        var machine = new Machine { AcceptanceRate = 0.5, Cost = length => 10 + 6 * length };
        machine.Surcharge = () => machine.PreviousLength == 0 && machine.LastLength > 0 ? 300 : 0;
        machine.Run(2000);
        Assert.InRange(machine.Run(10_000) / machine.BestThroughput(), 0.97, 1.02);
    }

    [Fact]
    public void Noise_in_the_measurements_costs_little()
    {
        var noise = new Random(5);
        var machine = new Machine { AcceptanceRate = 0.75, Cost = length => 10 + 1.5 * length };
        machine.Surcharge = () => machine.Cost(machine.LastLength) * 0.15 * (noise.NextDouble() - 0.5);
        machine.Run(200);
        Assert.InRange(machine.Run(3000) / machine.BestThroughput(), 0.9, 1.1);
    }

    [Fact]
    public void Batches_of_different_sizes_are_judged_separately()
    {
        var machine = new Machine { AcceptanceRate = 0.8 };
        for (var round = 0; round < 40; round++)
        {
            (machine.Sequences, machine.Cost) = (1, length => 10 + length);
            machine.Run(10);
            (machine.Sequences, machine.Cost) = (24, length => 10 + 40 * length);
            machine.Run(10);
        }

        Assert.True(machine.LengthsOf(5).Count(length => length == 0) >= 3);
        (machine.Sequences, machine.Cost) = (1, length => 10 + length);
        Assert.True(machine.LengthsOf(5).Count(length => length > 0) >= 3);
    }

    [Fact]
    public void Expected_tokens_follow_the_acceptance_rate_up_to_the_longest_possible_draft()
    {
        Assert.Equal(1 + 0.95 + 0.9025, new DraftEstimate(0.95, 100).ExpectedTokens(2), 1e-9);
        Assert.Equal(1, new DraftEstimate(0, 0).ExpectedTokens(12));
        Assert.Equal(1 + 0.95, new DraftEstimate(0.95, 1).ExpectedTokens(12), 1e-9);
    }

    [Fact]
    public void Always_drafts_on_request()
    {
        var machine = new Machine { AlwaysDrafts = true, Cost = length => 10 + 50 * length, AcceptanceRate = 0.5 };
        machine.Run(4);
        Assert.DoesNotContain(0, machine.LengthsOf(100));
    }

    [Fact]
    public void Chooses_the_longest_drafts_if_the_clock_stands_still()
    {
        var machine = new Machine { Cost = _ => 0, AcceptanceRate = 0.7 };
        machine.Run(100);
        Assert.True(machine.LengthsOf(50).Count(length => length == DraftLengthController.MaxDraftLength) >= 40);
    }

    [Fact]
    public void A_single_expensive_step_after_a_change_does_not_count()
    {
        // Drafts pay, but for the first one after a step without.
        var machine = new Machine { AcceptanceRate = 0.9, Cost = length => 10 + length };
        machine.Surcharge = () => machine.PreviousLength == 0 && machine.LastLength > 0 ? 1000 : 0;
        machine.Run(300);
        Assert.True(machine.LengthsOf(100).Count(length => length > 0) >= 90);
    }

    [Fact]
    public void A_new_sequence_starts_with_the_acceptance_rate_of_all_others()
    {
        var all = new AcceptanceRateEstimator(0.99);
        AcceptanceRateEstimator good = new(0.95, all), bad = new(0.95, all);
        for (var i = 0; i < 100; i++)
        {
            good.Add(5, wasRejected: false);
            bad.Add(0, wasRejected: true);
        }

        Assert.InRange(good.Rate, 0.95, 1);
        Assert.InRange(bad.Rate, 0, 0.2);
        Assert.InRange(new AcceptanceRateEstimator(0.95, all).Rate, bad.Rate + 0.1, good.Rate);
        Assert.Equal(all.Rate, new AcceptanceRateEstimator(0.95, all).Rate, 1e-9);
    }

    /// <summary>A machine with given costs of a step, and a draft model with a given acceptance rate.</summary>
    private sealed class Machine
    {
        private static readonly TokenSelector NoSelector = new([], endOfText: 0, default);

        private readonly FakeTimeProvider _time = new();
        private readonly Random _random = new(8);
        private readonly Lazy<DraftLengthController> _controller;
        private readonly List<DraftedSequence> _sequences = [];

        public Machine() => _controller = new(() => new DraftLengthController(_time, AlwaysDrafts));

        public bool AlwaysDrafts { get; init; }
        public int Sequences { get; set; } = 1;
        public required double AcceptanceRate { get; set; }

        /// <summary>The sequences' acceptance rates lie up to this much above and below <see cref="AcceptanceRate"/>.</summary>
        public double Spread { get; init; }

        /// <summary>Milliseconds of a step by the number of drafted tokens.</summary>
        public Func<int, double> Cost { get; set; } = _ => 1;
        public Func<double> Surcharge { get; set; } = () => 0;
        public int PreviousLength { get; private set; }
        public int LastLength { get; private set; }

        /// <summary>Runs steps.</summary>
        /// <returns>Tokens per millisecond and sequence.</returns>
        public double Run(int steps)
        {
            while (_sequences.Count < Sequences)
            {
                var sequence = new DecodingSequence([0], maxLength: 102);
                _sequences.Add(new DraftedSequence(() => sequence, NoSelector, _controller.Value.NewEstimator()));
            }

            var (tokens, milliseconds) = (0.0, 0.0);
            for (var i = 0; i < steps; i++)
            {
                var start = _controller.Value.StartStep();
                PreviousLength = LastLength;
                LastLength = _controller.Value.ChooseLength([.. _sequences.Take(Sequences).Select(sequence => sequence.Estimate)]);
                var cost = Cost(LastLength) + Surcharge();
                _time.Advance(TimeSpan.FromMilliseconds(cost));
                milliseconds += cost;
                for (var slot = 0; slot < Sequences; slot++)
                {
                    var accepted = 0;
                    while (accepted < LastLength && _random.NextDouble() < RateOf(slot)) accepted++;
                    tokens += 1 + accepted;
                    _sequences[slot].Update(before: 10, LastLength, LastLength, accepted);
                }

                _controller.Value.RecordStep(Sequences, LastLength, start);
            }

            return tokens / milliseconds / Sequences;
        }

        /// <summary>The lengths chosen for the next steps.</summary>
        public List<int> LengthsOf(int steps)
        {
            var lengths = new List<int>();
            for (var i = 0; i < steps; i++)
            {
                Run(1);
                lengths.Add(LastLength);
            }

            return lengths;
        }

        /// <summary>Tokens per millisecond and sequence with the best fixed length.</summary>
        public double BestThroughput() => Enumerable.Range(0, DraftLengthController.MaxDraftLength + 1).Max(ThroughputOf);

        private double ThroughputOf(int length)
            => Enumerable.Range(0, Sequences).Average(slot => new DraftEstimate(RateOf(slot), 100).ExpectedTokens(length)) / Cost(length);

        private double RateOf(int slot) => AcceptanceRate + (Sequences == 1 ? 0 : Spread * (2.0 * slot / (Sequences - 1) - 1));
    }
}
