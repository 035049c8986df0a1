using System.Text.Json;
using Speech.Transcription.Parameters;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Parameters;

public sealed class ParameterReaderTests : IDisposable
{
    private readonly LogCapture _log = new();
    private readonly ParameterReader _reader;

    public ParameterReaderTests() => _reader = new(Languages.CodeOf, new UnknownParameters(_log.For<UnknownParameters>()));

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"task":null,"batch_size":null,"assisted":null,"language":null,"return_timestamps":null,"chunk_length_s":null,"sampling_rate":null,"num_speakers":null}""")]
    [InlineData("""{"task":"","language":"  ","batch_size":""}""")]
    public void What_is_absent_null_or_blank_keeps_its_default(string json)
        => Assert.Equal(new InferenceParameters(), Read(json));

    [Fact]
    public void Every_parameter_is_read()
        => Assert.Equal(
            new InferenceParameters
            {
                Task = SpeechTask.Translate, BatchSize = 4, Assisted = true, ChunkLengthSeconds = 12.5, SamplingRate = 8000, Language = "es",
                SpeakerCount = 3, MinSpeakers = 2, MaxSpeakers = 4, Timestamps = TimestampDetail.Word,
            },
            Read("""
                {"task":"translate","batch_size":4,"assisted":true,"chunk_length_s":12.5,"sampling_rate":8000,"language":"spanish",
                 "num_speakers":3,"min_speakers":2,"max_speakers":4,"return_timestamps":"word"}
                """));

    [Theory]
    [InlineData("""{"batch_size":24,"assisted":true,"sampling_rate":16000,"language":"en","chunk_length_s":30}""")]
    [InlineData("""{"batch_size":"24","assisted":"true","sampling_rate":"16000","language":"EN","chunk_length_s":"30"}""")]
    [InlineData("""{"batch_size":24.0,"assisted":1,"sampling_rate":1.6e4,"language":"English","chunk_length_s":30.0}""")]
    [InlineData("""{"batch_size":"24.0","assisted":"on","sampling_rate":" 16000 ","language":" english ","chunk_length_s":"3e1"}""")]
    public void Values_are_read_as_leniently_as_pydantic_does(string json)
        => Assert.Equal(new InferenceParameters { BatchSize = 24, Assisted = true, Language = "en" }, Read(json));

    [Theory]
    [InlineData("true", TimestampDetail.Chunk)]
    [InlineData("false", TimestampDetail.Chunk)]
    [InlineData("\"true\"", TimestampDetail.Chunk)]
    [InlineData("\"word\"", TimestampDetail.Word)]
    public void Timestamps_are_chunks_unless_words_are_asked_for(string value, TimestampDetail expected)
        => Assert.Equal(expected, Read($$"""{"return_timestamps":{{value}}}""").Timestamps);

    [Theory]
    [InlineData("task", "\"sing\"")]
    [InlineData("task", "3")]
    [InlineData("batch_size", "0")]
    [InlineData("batch_size", "-1")]
    [InlineData("batch_size", "1.5")]
    [InlineData("batch_size", "1e300")]
    [InlineData("batch_size", "1e999")]
    [InlineData("batch_size", "true")]
    [InlineData("batch_size", "[24]")]
    [InlineData("assisted", "2")]
    [InlineData("assisted", "\"maybe\"")]
    [InlineData("chunk_length_s", "0.99")]
    [InlineData("chunk_length_s", "30.01")]
    [InlineData("chunk_length_s", "\"NaN\"")]
    [InlineData("sampling_rate", "999")]
    [InlineData("sampling_rate", "384001")]
    [InlineData("language", "\"klingon\"")]
    [InlineData("language", "7")]
    [InlineData("num_speakers", "0")]
    [InlineData("min_speakers", "0")]
    [InlineData("max_speakers", "\"few\"")]
    [InlineData("return_timestamps", "\"sentence\"")]
    public void A_value_out_of_range_is_a_fault_that_names_the_parameter_and_the_value(string name, string value)
    {
        var fault = Assert.Single(Assert.Throws<ParameterException>(() => Read($$"""{"{{name}}":{{value}}}""")).Faults);

        Assert.StartsWith(name + " must be ", fault, StringComparison.Ordinal);
        Assert.EndsWith("not " + value, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_in_one_message()
    {
        var reason = Assert.Throws<ParameterException>(() => Read("""{"task":"sing","batch_size":0,"min_speakers":5,"max_speakers":2,"language":"klingon"}"""));

        Assert.Equal(4, reason.Faults.Count);
        Assert.Contains("min_speakers (5) is greater than max_speakers (2)", reason.Faults);
        Assert.All(reason.Faults, fault => Assert.Contains(fault, reason.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("\"{}\"")]
    [InlineData("""{"task":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Parameters_that_are_no_sound_object_are_a_fault(string json)
        => Assert.Throws<ParameterException>(() => Read(json));

    [Fact]
    public void Text_from_a_query_means_the_same_as_json()
    {
        var bag = new ParameterBag();
        foreach (var (name, value) in new[] { ("task", "translate"), ("batch_size", "4"), ("assisted", "true"), ("language", "french"), ("chunk_length_s", "") })
            bag.Add(name, value);

        Assert.Equal(Read("""{"task":"translate","batch_size":4,"assisted":true,"language":"fr"}"""), _reader.Read(bag));
    }

    [Fact]
    public void What_is_added_later_counts()
    {
        var bag = new ParameterBag();
        bag.Add("batch_size", "4");
        bag.Add(JsonElement.Parse("""{"batch_size":5}"""));

        Assert.Equal(5, _reader.Read(bag).BatchSize);
    }

    [Fact]
    public void A_long_value_is_cut_and_a_line_break_does_not_reach_the_message()
    {
        var reason = Assert.Throws<ParameterException>(() => Read($$"""{"task":"a\nb{{new string('x', 5000)}}"}"""));

        Assert.DoesNotContain('\n', reason.Message);
        Assert.True(reason.Message.Length < 200);
    }

    [Fact]
    public void Unknown_parameters_are_ignored_and_logged_once_by_name()
    {
        for (var times = 0; times < 3; times++) Assert.Equal(new InferenceParameters(), Read("""{"temperature":"hidden","top\nk":1}"""));

        Assert.Single(_log.Lines, line => line.Contains("temperature", StringComparison.Ordinal));
        Assert.Single(_log.Lines, line => line.Contains("top?k", StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_of_unknown_parameters_has_an_end()
    {
        for (var number = 0; number < 2000; number++) Read($$"""{"name{{number}}":1}""");

        Assert.Equal(256, _log.Lines.Count);
    }

    private InferenceParameters Read(string json)
    {
        var bag = new ParameterBag();
        bag.Add(JsonElement.Parse(json));
        return _reader.Read(bag);
    }
}
