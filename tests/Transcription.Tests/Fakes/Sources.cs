using Microsoft.Extensions.Logging.Abstractions;
using Speech.Transcription.Models;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Model sources with a load timeout of one minute, with unused metrics.</summary>
internal static class Sources
{
    /// <summary>Channels of audio that is never decoded so.</summary>
    public static readonly ChannelDecoding NoChannels = (_, _, _) => throw new NotSupportedException();

    public static ModelSource<TModel> Create<TModel>(IModelLoader<TModel> loader, TimeProvider? time = null) where TModel : class, IModel
        => new(
            loader, "any", TimeSpan.FromMinutes(1), time ?? TimeProvider.System, NullLogger<ModelSource<TModel>>.Instance,
            new SpeechTelemetry(new Meters(), new PermitGate(new PermitOptions(), TimeProvider.System)));
}
