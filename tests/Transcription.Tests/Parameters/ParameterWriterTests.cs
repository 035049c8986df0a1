using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Parameters;

public sealed class ParameterWriterTests
{
    [Fact]
    public void Does_not_write_defaults() => Assert.Empty(ParameterWriter.Write(new InferenceParameters()));

    [Fact]
    public void Parameters_round_trip()
    {
        var random = new Random(3);
        for (var times = 0; times < 200; times++)
        {
            var parameters = Any(random);
            Assert.Equal(parameters, Read(ParameterWriter.Write(parameters)));
        }
    }

    [Fact]
    public void Writes_every_name()
    {
        var parameters = new InferenceParameters
        {
            Task = SpeechTask.Translate,
            BatchSize = 1,
            Assisted = true,
            Beams = 1,
            Patience = 2,
            LengthPenalty = 0,
            BestOf = 3,
            ChunkLengthSeconds = 2.5,
            Chunking = Chunking.Stride,
            SamplingRate = 8000,
            Language = "de",
            SpeakerCount = 2,
            MinSpeakers = 1,
            MaxSpeakers = 3,
            Timestamps = TimestampGranularity.Word,
            Turns = TurnFormat.Rttm,
            Embeddings = true,
            Partial = true,
            Channels = ChannelMode.Separate,
            Prompt = "Größe",
            Hotwords = ["Ann"],
            KnownSpeakers = [new("Ann", new byte[] { 1 })],
            SpeakerOrder = SpeakerOrder.Cluster,
            CallbackUrl = "https://example.com/",
            Temperature = 0.5,
            Scores = true,
            Timings = true,
            IgnoredNames = "temperature, top_k",
            Format = TranscriptFormat.Vtt,
            Subtitles = new() { MaxLineWidth = 30, MaxLineCount = 1, MaxCueSeconds = 5 },
        };
        Assert.Equal(ParameterReader.Names.Order(), ParameterWriter.Write(parameters).Keys.Order());
    }

    [Fact]
    public void Lists_round_trip()
    {
        var parameters = Read(ParameterWriter.Write(new InferenceParameters
        {
            Hotwords = ["Zürich, Kreis 4", "\"Q\""],
            KnownSpeakers = [new("Ann", new byte[] { 1, 2, 3 })],
            SpeakerOrder = SpeakerOrder.Cluster,
        }));
        Assert.Equal(["Zürich, Kreis 4", "\"Q\""], parameters.Hotwords);
        Assert.Equal(("Ann", "010203"), (
            Assert.Single(parameters.KnownSpeakers).Name, Convert.ToHexString(parameters.KnownSpeakers[0].Audio.Span)));
        Assert.Equal(SpeakerOrder.Cluster, parameters.SpeakerOrder);
    }

    /// <summary>Any that may be given together: assisted decoding is greedy, and separate channels are the speakers.</summary>
    private static InferenceParameters Any(Random random)
    {
        var parameters = AnyOfEach(random);
        if (parameters.Assisted) parameters = parameters with { Beams = null, BestOf = 1 };
        return parameters.Channels is ChannelMode.Mono ? parameters
            : parameters with { SpeakerCount = null, MinSpeakers = null, MaxSpeakers = null };
    }

    private static InferenceParameters AnyOfEach(Random random) => new()
    {
        Task = random.Next(2) == 0 ? SpeechTask.Transcribe : SpeechTask.Translate,
        BatchSize = 1 + random.Next(100),
        Assisted = random.Next(2) == 0,
        Beams = random.Next(2) == 0 ? null : random.Next(1, InferenceParameters.MaxBeams + 1),
        Patience = random.Next(2) == 0 ? null : 0.1 + (random.NextDouble() * 9.9),
        LengthPenalty = (random.NextDouble() * 10) - 5,
        BestOf = random.Next(2) == 0 ? null : random.Next(1, InferenceParameters.MaxBeams + 1),
        ChunkLengthSeconds = 1 + (random.NextDouble() * 29),
        Chunking = (Chunking)random.Next(2),
        SamplingRate = random.Next(1_000, 384_001),
        Language = random.Next(2) == 0 ? null : "fr",
        SpeakerCount = random.Next(2) == 0 ? null : random.Next(1, 9),
        MinSpeakers = random.Next(2) == 0 ? null : random.Next(1, 3),
        MaxSpeakers = random.Next(2) == 0 ? null : random.Next(3, 9),
        Timestamps = random.Next(2) == 0 ? TimestampGranularity.Segment : TimestampGranularity.Word,
        Turns = (TurnFormat)random.Next(3),
        Embeddings = random.Next(2) == 0,
        Partial = random.Next(2) == 0,
        Channels = (ChannelMode)random.Next(2),
        CallbackUrl = random.Next(2) == 0 ? null : "https://example.com/done?id=1&name=Z%C3%BCrich",
        Prompt = random.Next(2) == 0 ? null : "Zürich, 東京",
        Temperature = random.Next(2) == 0 ? null : 1 - (random.NextDouble() * 0.9),
        Scores = random.Next(2) == 0,
        Timings = random.Next(2) == 0,
        IgnoredNames = random.Next(2) == 0 ? null : "a, b.c, d?",
        Format = random.Next(2) == 0 ? null : (TranscriptFormat)random.Next(4),
        Subtitles = new()
        {
            MaxLineWidth = random.Next(10, 201),
            MaxLineCount = random.Next(1, 11),
            MaxCueSeconds = 1 + (random.NextDouble() * 59),
        },
    };

    private static InferenceParameters Read(IReadOnlyDictionary<string, string> fields)
    {
        using var log = new LogCapture();
        var parameters = new RawParameters();
        foreach (var (name, value) in fields) parameters.Add(name, value);
        return new ParameterReader(new UnknownParameterLog(log.For<UnknownParameterLog>())).Read(parameters);
    }
}
