using Speech.Transcription.Live;
using Speech.Transcription.Permits;
using Speech.Transcription.Tests.Permits;

namespace Speech.Transcription.Tests.Live;

public sealed class LiveTranscriptionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Speech_gets_interim_text_and_after_a_pause_its_final_text()
    {
        await using var session = new LiveSession();
        await session.PauseAsync(2);
        for (var seconds = 0; seconds < 4; seconds++)
        {
            await session.SpeakAsync(1.05);
            await session.Live.Interim;
        }

        await session.PauseAsync(1);
        var events = await session.ReadAsync();

        Assert.InRange(Assert.IsType<SpeechStarted>(events[0]).Seconds, 1.65, 1.75);
        var interim = events.OfType<InterimText>().ToList();
        Assert.InRange(interim.Count, 2, 4);
        Assert.All(interim, text => Assert.StartsWith(text.Text, "one two three four", StringComparison.Ordinal));
        Assert.Contains(interim, text => text.Added.Length > 0);
        Assert.InRange(Assert.IsType<SpeechStopped>(events[^3]).Seconds, 6.6, 7.1);
        Assert.IsType<TurnCommitted>(events[^2]);
        var final = Assert.IsType<FinalText>(events[^1]);
        Assert.Equal(" one two three four", final.Transcript.Text);
        Assert.Equal("one two three four", string.Concat(interim.Select(text => text.Added)) + final.Added);
        Assert.Equal(0, session.Gate.InFlight);
    }

    [Fact]
    public async Task Interim_text_is_decoded_greedily_and_at_most_once_a_second_and_final_text_as_the_settings_say()
    {
        await using var session = new LiveSession(new() { Parameters = new() { Prompt = "names", Language = "de" } });
        for (var runs = 0; runs < 3; runs++)
        {
            await session.SpeakAsync(1.4);
            await session.Live.Interim;
        }

        await session.PauseAsync(0.8);
        await session.ReadAsync();

        var beams = new List<int>();
        while (session.Model.Started.TryRead(out var options))
        {
            Assert.Equal(("names", "de"), (options.Prompt, options.Language));
            beams.Add(options.Beams);
        }

        Assert.InRange(beams.Count, 4, 6);
        Assert.Equal(5, beams[^1]);
        Assert.All(beams.SkipLast(1), count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Short_noise_begins_no_turn_and_a_short_pause_ends_none()
    {
        await using var session = new LiveSession(new() { SilenceSeconds = 1 });
        await session.SendAsync(0.06, isSpeech: true);
        await session.PauseAsync(2);
        Assert.False(session.Live.Events.TryRead(out _));

        await session.SpeakAsync(1.6);
        await session.PauseAsync(0.6);
        await session.SpeakAsync(1.6);
        await session.PauseAsync(1.5);
        Assert.Equal(" one two three", Assert.IsType<FinalText>((await session.ReadAsync())[^1]).Transcript.Text);
        Assert.False(session.Live.Events.TryRead(out _));
    }

    [Fact]
    public async Task Speech_without_a_pause_is_cut_at_its_quietest_moment_and_nothing_of_it_is_lost()
    {
        await using var session = new LiveSession();
        await session.SpeakAsync(22);
        await session.SendAsync(0.06, isSpeech: false);
        await session.SpeakAsync(10);
        await session.PauseAsync(1);
        var events = await session.ReadAsync(turns: 2);

        var (stops, starts) = (events.OfType<SpeechStopped>().ToList(), events.OfType<SpeechStarted>().ToList());
        Assert.InRange(stops[0].Seconds, 22, 22.06);
        Assert.Equal((stops[0].Seconds, 1), (starts[1].Seconds, starts[1].Turn));
        var finals = events.OfType<FinalText>().ToList();
        Assert.Equal([0, 1], finals.Select(text => text.Turn));
        Assert.Equal(stops[1].Seconds, finals.Sum(text => text.Transcript.Duration!.Value), 0.001);
    }

    [Fact]
    public async Task Without_detection_the_client_ends_turns()
    {
        await using var session = new LiveSession(new() { DetectsTurns = false, MaxBufferSeconds = 5 });
        Assert.False(await session.Live.CommitAsync(Stop));
        await session.PauseAsync(1);
        await session.SpeakAsync(2);
        await session.PauseAsync(1);
        Assert.True(await session.Live.CommitAsync(Stop));
        Assert.False(await session.Live.CommitAsync(Stop));
        Assert.Equal(" one two", Assert.IsType<FinalText>((await session.ReadAsync())[^1]).Transcript.Text);

        // Silence has no text, without a run of the model.
        await session.PauseAsync(1);
        Assert.True(await session.Live.CommitAsync(Stop));
        Assert.Empty(Assert.IsType<FinalText>((await session.ReadAsync())[^1]).Transcript.Segments);
        Assert.Single(ReadAll(session.Model.Ended));

        await session.SpeakAsync(4.5);
        await Assert.ThrowsAsync<LiveBufferFullException>(() => session.SpeakAsync(1));
        await session.Live.ClearAsync();
        await session.SpeakAsync(1.5);
        Assert.True(await session.Live.CommitAsync(Stop));
        Assert.Equal(" one", Assert.IsType<FinalText>((await session.ReadAsync())[^1]).Transcript.Text);
    }

    [Fact]
    public async Task A_commit_ends_a_turn_during_speech()
    {
        await using var session = new LiveSession();
        await session.SpeakAsync(2.6);
        Assert.True(await session.Live.CommitAsync(Stop));
        await session.SpeakAsync(1.2);
        await session.PauseAsync(1);
        var events = await session.ReadAsync(turns: 2);
        Assert.Equal([" one two", " one"], events.OfType<FinalText>().Select(text => text.Transcript.Text));
        Assert.Equal([1], events.OfType<SpeechStopped>().Select(stopped => stopped.Turn));
    }

    [Fact]
    public async Task Speech_that_resumes_just_before_a_pause_ends_the_turn_belongs_to_the_next_one()
    {
        await using var session = new LiveSession(new() { SilenceSeconds = 0.5 });
        await session.SpeakAsync(2);
        await session.PauseAsync(0.43);
        await session.SpeakAsync(1.57);
        await session.PauseAsync(1);

        var events = await session.ReadAsync(turns: 2);

        Assert.Equal(2.5, events.OfType<SpeechStopped>().First().Seconds, 0.001);
        Assert.InRange(events.OfType<SpeechStarted>().Last().Seconds, 2, 2.43);
    }

    [Fact]
    public async Task A_commit_between_two_hops_takes_all_speech_before_it_and_none_remains()
    {
        await using var session = new LiveSession(new() { DetectsTurns = false });
        await session.SpeakAsync(0.2);
        Assert.True(await session.Live.CommitAsync(Stop));
        await session.ReadAsync();
        Assert.Single(ReadAll(session.Model.Ended));

        session.Live.Settings = new();
        await session.SpeakAsync(2.2);
        Assert.True(await session.Live.CommitAsync(Stop));
        await session.ReadAsync();
        await session.PauseAsync(2);
        Assert.False(session.Live.Events.TryRead(out _));
    }

    [Fact]
    public async Task Each_decoding_takes_a_permit_and_a_session_none()
    {
        await using var session = new LiveSession();
        var other = session.Gate.Enter();
        await session.SpeakAsync(3);
        await session.PauseAsync(1);
        // Interim text is left out, final text waits.
        Assert.False(session.Model.Started.TryRead(out _));
        other.Dispose();
        Assert.Equal(" one two three", Assert.IsType<FinalText>(await WithPassingTimeAsync(session)).Transcript.Text);
    }

    [Fact]
    public async Task A_turn_without_a_permit_fails_after_a_time_and_the_next_one_is_transcribed()
    {
        await using var session = new LiveSession();
        var other = session.Gate.Enter();
        await session.SpeakAsync(2);
        await session.PauseAsync(1);
        Assert.IsType<OverCapacityException>(Assert.IsType<TurnFailed>(await WithPassingTimeAsync(session)).Exception);
        other.Dispose();
        await session.SpeakAsync(1.2);
        await session.PauseAsync(1);
        Assert.Equal(" one", Assert.IsType<FinalText>((await session.ReadAsync())[^1]).Transcript.Text);
    }

    [Fact]
    public async Task A_failed_turn_is_reported_and_the_session_goes_on()
    {
        await using var session = new LiveSession();
        session.Model.Fault = new InvalidOperationException("broken");
        await session.SpeakAsync(2);
        await session.PauseAsync(1);
        Assert.Equal("broken", Assert.IsType<TurnFailed>((await session.ReadAsync())[^1]).Exception.Message);
        session.Model.Fault = null;
        await session.SpeakAsync(1.2);
        await session.PauseAsync(1);
        Assert.Equal(" one", Assert.IsType<FinalText>((await session.ReadAsync())[^1]).Transcript.Text);
    }

    [Fact]
    public async Task A_short_turn_has_the_language_of_the_speech_before()
    {
        await using var session = new LiveSession();
        foreach (var seconds in new[] { 6, 6, 2 })
        {
            await session.SpeakAsync(seconds);
            await session.PauseAsync(1);
            await session.ReadAsync();
        }

        var finals = ReadAll(session.Model.Started).Where(options => options.Beams == 5).Select(options => options.Language);
        Assert.Equal([null, null, "en"], finals);
    }

    [Fact]
    public async Task The_end_of_a_session_cancels_what_goes_on()
    {
        var session = new LiveSession(permits: 2);
        session.Model.Gate = new TaskCompletionSource().Task;
        await session.SpeakAsync(1.2);
        await session.Model.Started.ReadAsync(Stop);
        await session.DisposeAsync();
        Assert.True(await session.Model.Ended.ReadAsync(Stop));

        session = new LiveSession(new() { DetectsTurns = false });
        session.Model.Gate = new TaskCompletionSource().Task;
        await session.SpeakAsync(1.2);
        await session.Live.CommitAsync(Stop);
        await session.Model.Started.ReadAsync(Stop);
        var gate = session.Gate;
        Assert.Equal(1, gate.InFlight);
        await session.Live.DisposeAsync();
        Assert.True(await session.Model.Ended.ReadAsync(Stop));
        Assert.Equal(0, gate.InFlight);
        await session.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_is_faster_than_the_model_waits()
    {
        await using var session = new LiveSession(new() { DetectsTurns = false });
        var gate = new TaskCompletionSource();
        session.Model.Gate = gate.Task;
        for (var turn = 0; turn < 3; turn++)
        {
            await session.SpeakAsync(1.2);
            await session.Live.CommitAsync(Stop);
            if (turn == 0) await session.Model.Started.ReadAsync(Stop);
        }

        await session.SpeakAsync(1.2);
        var waiting = session.Live.CommitAsync(Stop);
        Assert.False(waiting.IsCompleted);
        gate.SetResult();
        Assert.True(await waiting);
        Assert.Equal([0, 1, 2, 3], (await session.ReadAsync(turns: 4)).OfType<FinalText>().Select(text => text.Turn));
    }

    /// <summary>The outcome of the next turn, while the time of the clock passes.</summary>
    private static async Task<LiveEvent> WithPassingTimeAsync(LiveSession session)
    {
        var reading = session.ReadAsync();
        while (!reading.IsCompleted)
        {
            session.Time.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Yield();
        }

        return (await reading)[^1];
    }

    private static List<T> ReadAll<T>(System.Threading.Channels.ChannelReader<T> reader)
    {
        var items = new List<T>();
        while (reader.TryRead(out var item)) items.Add(item);
        return items;
    }
}
