using Speech.Audio;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Segmentation;
using Speech.Diarization.VoiceActivity;
using Speech.Onnx.Sessions;
using Speech.Transcription.Models;
using Speech.Transcription.Options;

namespace Speech.Transcription.Engines;

/// <summary>Loads the segmentation network of a built-in pipeline alone: it finds speech, but no speakers.</summary>
/// <param name="pipeline">Folder of the pipeline.</param>
/// <param name="compute">Precision of the network.</param>
/// <param name="device">The device that the network runs on.</param>
/// <param name="environment">Opens its session; must outlive the model.</param>
public sealed class VoiceActivityLoader(
    string pipeline, ComputeOptions compute, ComputeDevice device, OnnxRuntimeEnvironment environment) : IModelLoader<ISpeakerModel>
{
    /// <summary>
    /// Speech ends at the first moment that is more likely silence: pauses are where windows are cut. Windows overlap by half, which is
    /// enough for regions of seconds; small batches let the transcription begin early.
    /// </summary>
    private static readonly VoiceActivityOptions Options = new() { Onset = 0.5, Offset = 0.5, WindowStep = 0.5, BatchSize = 4 };

    /// <inheritdoc/>
    public Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken)
    {
        var config = PipelineConfig.Read(pipeline);
        var segmentation = PipelineConfig.LocalFolder(config.Segmentation, pipeline)
            ?? throw new InvalidOperationException("The segmentation network of a built-in pipeline is in its folder.");
        var profile = SpeakerProfile.Of(compute, device);
        return Task.FromResult<ISpeakerModel>(new VoiceActivity(VoiceActivityModel.Load(segmentation, Options, environment, profile)));
    }

    private sealed class VoiceActivity(VoiceActivityModel model) : ISpeakerModel
    {
        public double DecisionLag => model.DecisionLag;

        public SpeechScorer SpeechScorer => model.SpeechScorer;

        // The network runs synchronously, so it gets a thread of its own.
        public Task<DiarizationResult?> DiarizeAsync(
            IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress,
            CancellationToken cancellationToken)
            => Task.Run(async () =>
            {
                await model.DetectAsync(audio, progress, cancellationToken).ConfigureAwait(false);
                return (DiarizationResult?)null;
            }, cancellationToken);

        public Task WarmUpAsync(CancellationToken cancellationToken)
        {
            ReadOnlyMemory<float>[] oneSecond = [new float[AudioDecoder.SampleRate]];
            return Task.Run(() => model.DetectAsync(oneSecond.ToAsyncEnumerable(), progress: null, cancellationToken), cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            model.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
