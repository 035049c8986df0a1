using System.Collections.Frozen;

namespace Speech.Evaluation.Normalization;

/// <summary>Composes letters and combining marks: without ICU the framework does not.</summary>
internal static class Accents
{
    private static readonly FrozenDictionary<(char Letter, char Mark), char> Letters = new[]
    {
        ('\u0300', "aàeèiìoòuù"), ('\u0301', "aáeéiíoóuúyýcćnńsśzź"), ('\u0302', "aâeêiîoôuû"), ('\u0303', "aãnñoõ"), ('\u0307', "zż"),
        ('\u0308', "aäeëiïoöuüyÿ"), ('\u030A', "aåuů"), ('\u030C', "cčdďeěnňrřsštťzž"), ('\u0327', "cçsş"), ('\u0328', "aąeę"),
    }.SelectMany(group => group.Item2.Chunk(2).Select(pair => KeyValuePair.Create((pair[0], group.Item1), pair[1]))).ToFrozenDictionary();

    /// <summary>The lower-case letter with the mark; null where they do not compose.</summary>
    public static char? Compose(char letter, char mark) => Letters.TryGetValue((letter, mark), out var composed) ? composed : null;
}
