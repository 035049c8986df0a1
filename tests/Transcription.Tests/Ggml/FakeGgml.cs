using System.Runtime.CompilerServices;
using Speech.Transcription.Ggml;

namespace Speech.Transcription.Tests.Ggml;

/// <summary>A native layer that returns one segment per second with the number of that second, which it reads from the first
/// sample.</summary>
internal sealed class FakeGgml : IGgmlWhisper
{
    private const int Rate = 16_000;
    private int _runs;

    /// <summary>The longest span, in samples.</summary>
    public int Longest { get; private set; }

    public List<(string? Language, bool Translate)> Calls { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Numbered seconds of audio.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> Seconds(int count, int tail = 0)
    {
        for (var number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return Enumerable.Repeat(number / 1000f, Rate).ToArray();
        }
        if (tail > 0) yield return Enumerable.Repeat(count / 1000f, tail).ToArray();
    }

    public async IAsyncEnumerable<GgmlSegment> TranscribeAsync(
        ReadOnlyMemory<float> samples, string? language, bool translate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Assert.Equal(1, Interlocked.Increment(ref _runs));
        Assert.False(IsDisposed);
        Calls.Add((language, translate));
        Longest = Math.Max(Longest, samples.Length);
        for (var offset = 0; offset < samples.Length; offset += Rate)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            var (number, start) = ((int)Math.Round(samples.Span[offset] * 1000), offset / (double)Rate);
            // The first start lies slightly before the audio and the last end after it, as whisper.cpp's often do.
            var early = offset == 0 ? -0.01 : start;
            yield return new($" number {number}.", early, start + 1.02,
            [
                new("[_BEG_]", early, early), new(" num", early, start + 0.3), new("ber", start + 0.3, start + 0.5),
                new($" {number}", start + 0.5, start + 0.9), new(".", start + 0.9, start + 1),
            ]);
        }
        Interlocked.Decrement(ref _runs);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
