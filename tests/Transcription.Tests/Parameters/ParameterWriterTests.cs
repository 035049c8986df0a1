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
        };
        Assert.Equal(ParameterReader.Names.Order(), ParameterWriter.Write(parameters).Keys.Order());
    }

    private static InferenceParameters Any(Random random) => new()
    {
        Task = random.Next(2) == 0 ? SpeechTask.Transcribe : SpeechTask.Translate,
        BatchSize = 1 + random.Next(100),
        Assisted = random.Next(2) == 0,
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
    };

    private static InferenceParameters Read(IReadOnlyDictionary<string, string> fields)
    {
        using var log = new LogCapture();
        var parameters = new RawParameters();
        foreach (var (name, value) in fields) parameters.Add(name, value);
        return new ParameterReader(Languages.CodeOf, new UnknownParameterLog(log.For<UnknownParameterLog>())).Read(parameters);
    }
}
