using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Speakers;

/// <summary>Merges the transcripts of the channels of one piece of audio, in which each channel is a speaker.</summary>
internal static class ChannelMerger
{
    /// <summary>Merges transcripts.</summary>
    /// <param name="channels">The transcripts in the order of the channels.</param>
    /// <returns>The segments of all channels by start, with the speakers <c>CHANNEL_00</c>, ...; times may overlap.</returns>
    public static Transcript Merge(IReadOnlyList<Transcript> channels)
    {
        var segments = channels.Index()
            .SelectMany(channel => channel.Item.Segments.Select(segment => segment.WithSpeaker(SpeakerLabels.OfChannel(channel.Index))))
            .OrderBy(segment => segment.Start).ToList();
        return new(segments)
        {
            SpeakerSegments = Join(segments),
            Turns = channels.All(channel => channel.Turns is null) ? null
                :
                [
                    .. channels.Index()
                        .SelectMany(channel => (channel.Item.Turns ?? [])
                            .Select(turn => turn with { Speaker = SpeakerLabels.OfChannel(channel.Index) }))
                        .OrderBy(turn => turn.Start),
                ],
            Speakers = channels.All(channel => channel.Speakers is null) ? null
                :
                [
                    .. channels.Index()
                        .SelectMany(channel => (channel.Item.Speakers ?? []).Take(1)
                            .Select(speaker => speaker with { Name = SpeakerLabels.OfChannel(channel.Index) })),
                ],
            Duration = channels.Max(channel => channel.Duration),
            Warning = channels.Select(channel => channel.Warning).FirstOrDefault(warning => warning is not null),
        };
    }

    /// <summary>Consecutive segments of the same speaker as one.</summary>
    private static List<Segment> Join(List<Segment> segments)
    {
        var joined = new List<Segment>();
        for (int first = 0, next = 1; next <= segments.Count; next++)
        {
            if (next < segments.Count && segments[next].Speaker == segments[first].Speaker) continue;
            var run = segments[first..next];
            var text = string.Concat(run.Select(segment => segment.Text));
            joined.Add(new(text, run[0].Start, run.Max(segment => segment.End), run[0].Speaker));
            first = next;
        }

        return joined;
    }
}
