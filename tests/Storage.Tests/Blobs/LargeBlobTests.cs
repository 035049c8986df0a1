using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using Speech.Audio;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Storage.Blobs;
using Speech.Storage.Tests.Support;
using Speech.TestSupport.Audio;
using Speech.Transcription.Models;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Storage.Tests.Blobs;

[Collection(nameof(Alone))]
public sealed class LargeBlobTests(Azurite azurite)
{
    private const long DataLength = 200L * 1024 * 1024;
    private const long AllowedGrowth = 48L * 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transcribes_200_megabytes_in_bounded_memory()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new CountingModel();
        await using var host = new BlobHost(account, model, decode: new AudioDecoder(new AudioOptions()).DecodeAsync);
        await UploadAsync(account);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("long.wav"));

        Assert.Equal(DataLength / 2, model.Samples);
        Assert.InRange(model.PeakMemory - before, long.MinValue, AllowedGrowth);
        Assert.Equal($"{DataLength / 2 / 16_000.0:0.##}", (await account.PropertiesAsync("long.wav.json")).Metadata["audio_seconds"]);
    }

    private static async Task UploadAsync(Account account)
    {
        var options = new BlobOpenWriteOptions { BufferSize = 8 * 1024 * 1024 };
        await using var blob = await account.Audio.GetBlobClient("long.wav").OpenWriteAsync(overwrite: true, options, Stop);
        await blob.WriteAsync(new WaveFile().Header((uint)DataLength), Stop);
        var block = new byte[1024 * 1024];
        new Random(1).NextBytes(block);
        for (var written = 0L; written < DataLength; written += block.Length) await blob.WriteAsync(block, Stop);
    }

    /// <summary>Reads all audio, keeps none of it, and samples the memory in use.</summary>
    private sealed class CountingModel : ISpeechModel
    {
        private const int SampleEvery = 500;

        public ModelCapabilities Capabilities { get; } = new([.. Languages.Names.Keys], IsMultilingual: true, CanTranslate: true);

        public long Samples { get; private set; }

        public long PeakMemory { get; private set; }

        public async IAsyncEnumerable<Segment> TranscribeAsync(
            IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var blocks = 0;
            await foreach (var block in audio.WithCancellation(cancellationToken))
            {
                Samples += block.Length;
                if (blocks++ % SampleEvery == 0) PeakMemory = Math.Max(PeakMemory, GC.GetTotalMemory(forceFullCollection: true));
            }
            yield return new(" Done", 0, Samples / 16_000.0);
        }

        public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
