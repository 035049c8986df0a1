using System.Numerics;

namespace Speech.Whisper.Speculative;

/// <summary>Decides step by step how many tokens to draft: as many as bring most tokens a second, by what steps have cost and how often proposals were right.</summary>
/// <param name="time">The clock of the measurement.</param>
/// <param name="always">Drafts at least one token, whatever it costs.</param>
internal sealed class SpeculationPolicy(TimeProvider time, bool always = false)
{
    /// <summary>Longest draft, in tokens.</summary>
    public const int Longest = 12;

    // What a draft still counts after one more: among those of its row, and among all.
    private const double RowMemory = 0.95, Memory = 0.99;

    private readonly Dictionary<int, Experience> _experiences = [];
    private readonly Trust _trust = new(Memory);
    private int _last;

    /// <summary>The drafting of a new row: the assistant is trusted as far as it was in others.</summary>
    public Draft NewDraft() => new(new Trust(RowMemory, _trust));

    /// <summary>The clock's reading at the start of a step.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Tokens to draft in the next step; 0 for none.</summary>
    /// <param name="rows">What each row may bring.</param>
    public int Choose(IReadOnlyList<Outlook> rows) => ExperienceOf(rows.Count).Choose(rows, CostOfARow(rows.Count), shortest: always ? 1 : 0);

    /// <summary>Takes in how long a step took.</summary>
    /// <param name="rows">Rows of the step.</param>
    /// <param name="length">Tokens drafted.</param>
    /// <param name="start">The clock's reading at its start.</param>
    public void Record(int rows, int length, long start)
    {
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        // Where nothing was drafted before, the assistant first had to read what it missed.
        if (length == 0 || _last > 0) ExperienceOf(rows).Add(rows, length, seconds);
        else ExperienceOf(rows).AddBeginning(rows, length, seconds);
        _last = length;
    }

    /// <summary>What one row more adds to a plain step, in seconds; null where only batches of one size were seen.</summary>
    private double? CostOfARow(int rows)
    {
        var known = _experiences.Values.Where(experience => experience.Rows <= rows && experience.PlainStep is not null).OrderBy(experience => experience.Rows).ToList();
        return known.Count > 1 && known[^1].Rows > known[0].Rows ? (known[^1].PlainStep - known[0].PlainStep) / (known[^1].Rows - known[0].Rows) : null;
    }

    // Batches of like size cost alike, row by row: 1, 2-3, 4-7, 8-15, ...
    private Experience ExperienceOf(int rows)
    {
        var size = BitOperations.Log2((uint)rows);
        return _experiences.TryGetValue(size, out var own) ? own : _experiences[size] = new Experience();
    }

    /// <summary>What batches of one size cost.</summary>
    private sealed class Experience
    {
        // A length is tried for so many steps.
        private const int Trials = 2;

        // Of all time so much may be lost on trying lengths that are thought to be worse; at the beginning so many plain steps, and saved at most so many.
        private const double Curiosity = 0.01, Advance = 3, MostSaved = 30;

        // Of a plain step, for each token of a draft, until it is known better.
        private const double FirstGuess = 0.35;

        // What was not measured for 8 steps, 24, 56, ... may each time have become so much better.
        private const double Hope = 1.2, Fresh = 8;

        // Steps after which a measurement is an old one; and what is so much cheaper than an old one has changed.
        private const int Stale = 50;
        private const double Cheaper = 0.7;

        // To begin to draft costs: the assistant has to read what it missed. So much better it has to be, and in so many steps bring that in again.
        // What it cost fades: the first time of all, code is compiled.
        private const double Threshold = 1.05, Horizon = 64, Fading = 0.999;

        // While nothing is drafted it is thought over ever more rarely, as that alone would cost small models a share of their steps.
        private const int ShortestRest = 2, LongestRest = 64;

        private readonly StepCosts _costs = new();
        private readonly long[] _tried = new long[Longest + 1];
        private long _steps;
        private int _rest, _resting = ShortestRest, _trial, _trialsLeft;
        private double _saved, _beginning;
        private bool _drafts;

        /// <summary>Rows of the last step.</summary>
        public int Rows { get; private set; }

        /// <summary>Seconds of a step without drafts; null before there was one.</summary>
        public double? PlainStep => _costs.CountOf(0) > 0 ? _costs.Of(0) * Rows : null;

        /// <summary>Takes in a step.</summary>
        public void Add(int rows, int length, double seconds)
        {
            Rows = rows;
            if (_steps - _tried[length] > Stale) Renew(length, seconds / rows);
            _costs.Add(length, seconds / rows);
            _tried[length] = ++_steps;
            _beginning *= Fading;
            if (_steps == Trials) _saved = Advance * _costs.Of(0);
            _saved = Math.Min(_saved + Curiosity * seconds / rows, _beginning + MostSaved * _costs.Of(0));
        }

        /// <summary>What was measured long ago gives way. Where it has become so much cheaper, what is known of the other drafts is no longer true either.</summary>
        private void Renew(int length, double cost)
        {
            var isCheaper = cost < Cheaper * _costs.Of(length);
            for (var other = 0; other <= Longest; other++)
                if (other == length || other > 0 && isCheaper) _costs.Forget(other);
        }

        /// <summary>Takes in the first step with a draft, for which the assistant had to read what it missed.</summary>
        public void AddBeginning(int rows, int length, double seconds) => _saved -= _beginning = Math.Max(0, seconds / rows - _costs.Of(length));

        /// <param name="rows">What each row may bring.</param>
        /// <param name="token">Seconds that a drafted token is thought to cost before one was measured: what a row costs, which is a token too; null for the usual share of a step.</param>
        /// <param name="shortest">Tokens to draft at least.</param>
        public int Choose(IReadOnlyList<Outlook> rows, double? token, int shortest)
        {
            // All others are compared with it.
            if (_costs.CountOf(0) < Trials) return 0;
            if (_trialsLeft > 0)
            {
                _trialsLeft--;
                return _trial;
            }

            if (!_drafts && shortest == 0 && _rest-- > 0) return 0;
            var guess = Math.Max(FirstGuess * _costs.Of(0), token ?? 0);
            var values = Enumerable.Range(0, Longest + 1).Select(length => length < shortest ? 0 : rows.Sum(row => row.TokensWith(length)) / _costs.Of(length, guess)).ToArray();
            if (!_drafts) values[0] *= Threshold + _beginning / (Horizon * _costs.Of(0));
            var best = Array.IndexOf(values, values.Max());
            _drafts = best > 0;
            if (Try(best, values, guess)) return _trial;
            _resting = _drafts ? ShortestRest : Math.Min(LongestRest, 2 * _resting);
            _rest = _resting;
            return best;
        }

        /// <summary>Begins to try the most promising of the other lengths, where there is one that the savings allow for.</summary>
        private bool Try(int best, double[] values, double guess)
        {
            double Promise(int length) => values[length] * Math.Pow(Hope, Math.Log2(1 + (_steps - _tried[length]) / Fresh));
            double Loss(int length) => Trials * _costs.Of(length, guess) * (1 - values[length] / values[best]) + (best == 0 ? _beginning : 0);
            var others = Enumerable.Range(0, values.Length).Where(length => length != best && values[length] > 0 && Promise(length) > values[best] && Loss(length) <= _saved).ToList();
            if (others.Count == 0) return false;
            _trial = others.MaxBy(Promise);
            _trialsLeft = Trials - 1;
            _saved -= Loss(_trial);
            return true;
        }
    }
}
