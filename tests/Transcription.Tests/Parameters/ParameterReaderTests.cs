using System.Text.Json;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Parameters;

public sealed class ParameterReaderTests : IDisposable
{
    private readonly LogCapture _log = new();
    private readonly ParameterReader _reader;

    public ParameterReaderTests() => _reader = new(new UnknownParameterLog(_log.For<UnknownParameterLog>()));

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData(
        """{"task":null,"batch_size":null,"assisted":null,"language":null,"return_timestamps":null,"chunk_length_s":null}""")]
    [InlineData("""{"sampling_rate":null,"num_speakers":null}""")]
    [InlineData("""{"task":"","language":"  ","batch_size":""}""")]
    public void Absent_null_and_blank_values_have_the_default(string json)
        => Assert.Equal(new InferenceParameters(), Read(json));

    [Theory]
    [InlineData("""{"hotwords":["Ann", " Bo ", ""]}""")]
    [InlineData("""{"hotwords":" Ann,Bo,"}""")]
    [InlineData("""{"hotwords":"[\"Ann\",\"Bo\"]"}""")]
    public void Hotwords_are_a_list_or_text(string json) => Assert.Equal(["Ann", "Bo"], Read(json).Hotwords);

    [Theory]
    [InlineData("AQID")]
    [InlineData("data:audio/wav;base64,AQID")]
    public void Known_speakers_have_a_name_and_audio(string audio)
    {
        var speaker = Assert.Single(Read($$"""{"known_speakers":[{"name":" Ann ","audio":"{{audio}}"}]}""").KnownSpeakers);
        Assert.Equal(("Ann", "010203"), (speaker.Name, Convert.ToHexString(speaker.Audio.Span)));
    }

    [Theory]
    [InlineData("""{"hotwords":[1]}""", "hotwords must be a list")]
    [InlineData("""{"hotwords":["{LONG}"]}""", "hotwords must be a list")]
    [InlineData("""{"assisted":true,"best_of":2}""", "best_of is 2")]
    [InlineData("""{"known_speakers":"Ann"}""", "known_speakers must be a list")]
    [InlineData("""{"known_speakers":[{"name":"Ann"}]}""", "known_speakers must be a list")]
    [InlineData("""{"known_speakers":[{"name":"SPEAKER_01","audio":"AQID"}]}""", "known_speakers must be a list")]
    [InlineData("""{"known_speakers":[{"name":"A","audio":"AQID"},{"name":"A","audio":"AQID"}]}""", "known_speakers must be a list")]
    [InlineData("""{"known_speakers":[{"name":"A","audio":"AQID"}],"channels":"separate"}""", "known_speakers do not apply")]
    [InlineData("""{"speaker_order":"pyannote"}""", "speaker_order must be")]
    public void Faulty_lists_are_reported(string json, string fault)
    {
        json = json.Replace("{LONG}", new string('a', 101), StringComparison.Ordinal);
        Assert.StartsWith(fault, Assert.Single(Assert.Throws<ParameterException>(() => Read(json)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_every_parameter()
    {
        var read = Read("""
            {"task":"translate","batch_size":4,"assisted":true,"chunk_length_s":12.5,"sampling_rate":8000,"language":"spanish",
             "num_beams":1,"patience":1.5,"length_penalty":0.5,"best_of":1,"chunking":"stride","num_speakers":3,"min_speakers":2,
             "max_speakers":4,"return_timestamps":"word","return_turns":true,"return_embeddings":true,"partial":true,
             "callback_url":"https://example.com/done","prompt":"Minutes.","temperature":0.25,"return_scores":true,
             "return_timings":true,"speaker_order":"cluster","generate_kwargs":{"top_k":5},"response_format":"vtt",
             "max_line_width":30,"max_line_count":1,"max_cue_s":5.5}
            """);
        Assert.Equal(
            new InferenceParameters
            {
                Task = SpeechTask.Translate,
                BatchSize = 4,
                Assisted = true,
                Beams = 1,
                Patience = 1.5,
                LengthPenalty = 0.5,
                BestOf = 1,
                ChunkLengthSeconds = 12.5,
                Chunking = Chunking.Stride,
                SamplingRate = 8000,
                Language = "es",
                SpeakerCount = 3,
                MinSpeakers = 2,
                MaxSpeakers = 4,
                Timestamps = TimestampGranularity.Word,
                Turns = TurnFormat.List,
                Embeddings = true,
                Partial = true,
                CallbackUrl = "https://example.com/done",
                Prompt = "Minutes.",
                Temperature = 0.25,
                Scores = true,
                Timings = true,
                SpeakerOrder = SpeakerOrder.Cluster,
                IgnoredNames = "top_k",
                Format = TranscriptFormat.Vtt,
                Subtitles = new() { MaxLineWidth = 30, MaxLineCount = 1, MaxCueSeconds = 5.5 },
            },
            read);
        // Lists have no equality, and separate channels exclude the numbers of speakers: both have tests of their own.
        Assert.Equal(
            ["channels", "hotwords", "known_speakers"], ParameterReader.Names.Except(ParameterWriter.Write(read).Keys).Order());
    }

    [Theory]
    [InlineData("""{"batch_size":24,"assisted":true,"sampling_rate":16000,"language":"en","chunk_length_s":30}""")]
    [InlineData("""{"batch_size":"24","assisted":"true","sampling_rate":"16000","language":"EN","chunk_length_s":"30"}""")]
    [InlineData("""{"batch_size":24.0,"assisted":1,"sampling_rate":1.6e4,"language":"English","chunk_length_s":30.0}""")]
    [InlineData("""{"batch_size":"24.0","assisted":"on","sampling_rate":" 16000 ","language":" english ","chunk_length_s":"3e1"}""")]
    public void Coerces_values_as_pydantic_does(string json)
        => Assert.Equal(new InferenceParameters { BatchSize = 24, Assisted = true, Language = "en" }, Read(json));

    [Theory]
    [InlineData("true", TimestampGranularity.Segment)]
    [InlineData("false", TimestampGranularity.Segment)]
    [InlineData("\"true\"", TimestampGranularity.Segment)]
    [InlineData("\"word\"", TimestampGranularity.Word)]
    public void Timestamps_are_per_segment_unless_words_are_requested(string value, TimestampGranularity expected)
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
    [InlineData("chunking", "\"overlap\"")]
    [InlineData("sampling_rate", "999")]
    [InlineData("sampling_rate", "384001")]
    [InlineData("language", "\"klingon\"")]
    [InlineData("language", "7")]
    [InlineData("num_speakers", "0")]
    [InlineData("num_speakers", "101")]
    [InlineData("min_speakers", "0")]
    [InlineData("min_speakers", "101")]
    [InlineData("max_speakers", "\"few\"")]
    [InlineData("return_timestamps", "\"sentence\"")]
    [InlineData("prompt", "7")]
    [InlineData("temperature", "1.01")]
    [InlineData("channels", "\"stereo\"")]
    [InlineData("generate_kwargs", "[1]")]
    [InlineData("generation_parameters", "\"{\"")]
    [InlineData("response_format", "\"docx\"")]
    [InlineData("max_line_width", "9")]
    [InlineData("max_line_count", "0")]
    [InlineData("max_cue_s", "61")]
    public void Rejects_an_invalid_value_and_names_the_parameter_and_the_value(string name, string value)
    {
        var fault = Assert.Single(Assert.Throws<ParameterException>(() => Read($$"""{"{{name}}":{{value}}}""")).Faults);

        Assert.StartsWith(name + " must be ", fault, StringComparison.Ordinal);
        Assert.EndsWith("not " + value, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", null)]
    [InlineData("AUTO", null)]
    [InlineData("en-US", "en")]
    [InlineData("pt_BR", "pt")]
    [InlineData("zh-Hans", "zh")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("zh-yue-HK", "yue")]
    [InlineData("yue", "yue")]
    [InlineData("nb-NO", "no")]
    [InlineData("iw", "he")]
    [InlineData("<|de|>", "de")]
    [InlineData("Haitian Creole", "ht")]
    public void A_language_has_several_forms(string form, string? code)
        => Assert.Equal(code, Read($$"""{"language":"{{form}}"}""").Language);

    [Theory]
    [InlineData("generate_kwargs")]
    [InlineData("generation_parameters")]
    public void Clients_of_hugging_face_pass_parameters_of_the_generation(string name)
    {
        var inside = """{"task":"translate","language":"<|fr|>","return_timestamps":"word","top_k":5,"temperature":0,"top_k":6}""";
        var expected = new InferenceParameters
        {
            Task = SpeechTask.Translate,
            Language = "fr",
            Timestamps = TimestampGranularity.Word,
            IgnoredNames = "temperature, top_k",
        };
        Assert.Equal(expected, Read($$"""{"{{name}}":{{inside}}}"""));
        var query = new RawParameters();
        query.Add(name, inside);
        Assert.Equal(expected, _reader.Read(query));
        // What is given outside counts.
        Assert.Equal(expected with { Language = "de" }, Read($$"""{"language":"de","{{name}}":{{inside}}}"""));
    }

    [Fact]
    public void An_invalid_value_in_generate_kwargs_is_refused()
        => Assert.Throws<ParameterException>(() => Read("""{"generate_kwargs":{"task":"sing"}}"""));

    [Fact]
    public void Separate_channels_are_the_speakers()
    {
        Assert.Equal(ChannelMode.Separate, Read("""{"channels":"separate"}""").Channels);
        Assert.Contains(
            "num_speakers", Assert.Throws<ParameterException>(() => Read("""{"channels":"separate","num_speakers":2}""")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public void A_prompt_keeps_its_last_thousand_characters(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + (index % 26))));
        Assert.Equal(text[^1000..], Read($$"""{"prompt":"{{text}}"}""").Prompt);
    }

    [Fact]
    public void Reports_all_faults_in_one_message()
    {
        const string json = """{"task":"sing","batch_size":0,"min_speakers":5,"max_speakers":2,"language":"klingon"}""";
        var exception = Assert.Throws<ParameterException>(() => Read(json));

        Assert.Equal(4, exception.Faults.Count);
        Assert.Contains("min_speakers (5) is greater than max_speakers (2)", exception.Faults);
        Assert.All(exception.Faults, fault => Assert.Contains(fault, exception.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("\"{}\"")]
    [InlineData("""{"task":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"hotwords":["\ud800"]}""")]
    [InlineData("""{"generate_kwargs":{"\ud800":1}}""")]
    public void Rejects_parameters_that_are_not_a_valid_object(string json)
        => Assert.Throws<ParameterException>(() => Read(json));

    [Fact]
    public void Text_from_a_query_is_equivalent_to_json()
    {
        var parameters = new RawParameters();
        parameters.Add("task", "translate");
        parameters.Add("batch_size", "4");
        parameters.Add("assisted", "true");
        parameters.Add("language", "french");
        parameters.Add("chunk_length_s", "");

        Assert.Equal(Read("""{"task":"translate","batch_size":4,"assisted":true,"language":"fr"}"""), _reader.Read(parameters));
    }

    [Fact]
    public void A_later_value_replaces_an_earlier_one()
    {
        var parameters = new RawParameters();
        parameters.Add("batch_size", "4");
        parameters.Add(JsonElement.Parse("""{"batch_size":5}"""));

        Assert.Equal(5, _reader.Read(parameters).BatchSize);
    }

    [Fact]
    public void Messages_truncate_long_values_and_have_no_line_breaks()
    {
        var exception = Assert.Throws<ParameterException>(() => Read($$"""{"task":"a\nb{{new string('x', 5000)}}"}"""));

        Assert.DoesNotContain('\n', exception.Message);
        Assert.True(exception.Message.Length < 200);
    }

    [Fact]
    public void Ignores_unknown_parameters_and_logs_each_name_once()
    {
        for (var times = 0; times < 3; times++) Assert.Equal(new InferenceParameters(), Read("""{"top_p":"hidden","top\nk":1}"""));

        Assert.Single(_log.Lines, line => line.Contains("top_p", StringComparison.Ordinal));
        Assert.Single(_log.Lines, line => line.Contains("top?k", StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_the_number_of_logged_unknown_parameters()
    {
        for (var number = 0; number < 2000; number++) Read($$"""{"name{{number}}":1}""");

        Assert.Equal(256, _log.Lines.Count);
    }

    private InferenceParameters Read(string json)
    {
        var parameters = new RawParameters();
        parameters.Add(JsonElement.Parse(json));
        return _reader.Read(parameters);
    }
}
