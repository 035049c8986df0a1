using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Telemetry;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The recording in the containers that phones, browsers and archives write.</summary>
public sealed class CompressedAudioTests(RealEndpoint real) : IClassFixture<RealEndpoint>
{
    [Theory]
    [InlineData("libmp3lame", "mp3", "audio/mpeg")]
    [InlineData("libopus", "ogg", "audio/ogg")]
    [InlineData("aac", "m4a", "audio/mp4")]
    [InlineData("libopus", "webm", "video/webm")]
    public async Task A_lossy_copy_has_the_duration_of_the_recording_and_a_valid_transcript(string encoder, string extension, string type)
    {
        FfmpegTool.RequireEncoder(encoder);
        using var seconds = new TranscribedSeconds(real.Endpoint);

        var answer = await real.Endpoint.PostAsync(FfmpegTool.Encode(Recording.Jfk.Wav, extension, "-c:a", encoder, "-b:a", "96k"), type);

        Assert.InRange(seconds.Total, 10.9, 11.1);
        var transcript = Transcript.Of(answer, seconds.Total);
        Assert.NotEmpty(transcript.Chunks);
        Assert.InRange(transcript.Chunks[^1].End, 10.8, 11.2);
    }

    [Fact]
    public async Task A_lossless_copy_gives_the_same_transcript()
    {
        FfmpegTool.RequireEncoder("flac");

        var answer = await real.Endpoint.PostAsync(FfmpegTool.Encode(Recording.Jfk.Wav, "flac", "-c:a", "flac"), "audio/flac");

        Assert.Equal((await real.Endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav")).Body, answer.Body);
        Assert.Equal(200, answer.Status);
        // OpenAI's clients name the file, but not always its type.
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(FfmpegTool.Encode(Recording.Jfk.Wav, "flac", "-c:a", "flac")), "file", "speech.flac" },
        };
        var text = (await real.Endpoint.PostAsync(form, "/v1/audio/transcriptions")).Json.GetProperty("text").GetString();
        Assert.Equal(answer.Json.GetProperty("text").GetString()!.Trim(), text);
    }

    /// <summary>The seconds of audio that an endpoint has transcribed, by its metric.</summary>
    private sealed class TranscribedSeconds : IDisposable
    {
        private readonly MeterListener _listener;

        public TranscribedSeconds(Endpoint endpoint)
        {
            var meters = endpoint.Services.GetRequiredService<IMeterFactory>();
            _listener = new()
            {
                InstrumentPublished = (instrument, self) =>
                {
                    if (instrument.Name == "speech.audio" && ReferenceEquals(instrument.Meter.Scope, meters)) self.EnableMeasurementEvents(
                        instrument);
                },
            };
            _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Total += seconds);
            _listener.Start();
        }

        public double Total { get; private set; }

        public void Dispose() => _listener.Dispose();
    }
}
