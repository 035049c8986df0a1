using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>What the reference implementation heard: a decoding case of the checkpoint, as the pieces that the contract makes of it.</summary>
internal sealed partial record GoldenTranscript(string Text, IReadOnlyList<Piece> Chunks)
{
    /// <param name="name">Of the case.</param>
    /// <param name="duration">Length of the audio in seconds, which ends a piece whose end was not predicted.</param>
    public static GoldenTranscript Load(string name, double duration)
    {
        var manifest = JsonElement.Parse(File.ReadAllText(Reference.PathOf("whisper", "golden", "decode-v3", "manifest.json")));
        var result = manifest.GetProperty("results").GetProperty(name);
        var chunks = Segment().Matches(result.GetProperty("text_with_timestamps").GetString()!)
            .Select(segment => new Piece(segment.Groups["text"].Value, Seconds(segment.Groups["start"]), segment.Groups["end"].Success ? Seconds(segment.Groups["end"]) : duration))
            .ToList();
        // The reference strips the text that it shows; Whisper's leading space is in the tokens.
        return new(" " + result.GetProperty("text").GetString(), chunks);
    }

    private static double Seconds(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<\|(?<start>\d+\.\d\d)\|>(?<text>(?:(?!<\|\d).)+)(?:<\|(?<end>\d+\.\d\d)\|>)?", RegexOptions.Singleline)]
    private static partial Regex Segment();
}
