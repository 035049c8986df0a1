using Speech.Audio;
using Speech.Whisper.Chunking.Silence;

namespace Speech.Whisper.Tests.Chunking.Silence;

/// <summary>Random stretches of speech with pauses. The value of each sample is its index, so a slice of the audio has its time.</summary>
internal sealed class Splice : ISpeechActivity
{
    public const int Rate = 16_000;

    /// <param name="random">Draws the lengths.</param>
    /// <param name="seconds">Length of the audio.</param>
    public Splice(Random random, double seconds)
    {
        var time = 0.0;
        while (true)
        {
            // Short and long pauses, and speech of up to a minute.
            time += random.NextDouble() < 0.6 ? 0.3 + random.NextDouble() : 20 * random.NextDouble();
            var length = random.NextDouble() < 0.1 ? 60 * random.NextDouble() : 0.6 + 6 * random.NextDouble();
            if (time + length > seconds) break;
            Speech.Add(new(time, time + length));
            time += length + 0.31;
        }

        Seconds = seconds;
    }

    public double Seconds { get; }

    public List<SpeechRegion> Speech { get; } = [];

    public Task<IReadOnlyList<SpeechRegion>> GetSpeechAsync(double start, double end, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<SpeechRegion>>(SpeechWithin(start, end));

    public List<SpeechRegion> SpeechWithin(double start, double end) => SpeechRegion.Crop(Speech, start, end);

    public async IAsyncEnumerable<ReadOnlyMemory<float>> ReadAsync(int blockSamples)
    {
        await Task.CompletedTask;
        var block = new float[blockSamples];
        for (var (index, total) = (0, (int)(Seconds * Rate)); index < total; index += blockSamples)
        {
            var count = Math.Min(blockSamples, total - index);
            for (var i = 0; i < count; i++) block[i] = index + i;
            yield return block.AsMemory(0, count);
        }
    }

    /// <summary>The windows of the audio, read in blocks of one length.</summary>
    public Task<List<SpeechWindow>> CutAsync(int blockSamples, PackingOptions? options = null) => Collect(
        new SilenceWindowReader(this, options ?? new()).ReadAsync(ReadAsync(blockSamples), TestContext.Current.CancellationToken));

    public static async Task<List<T>> Collect<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items) list.Add(item);
        return list;
    }
}
