namespace Speech.Functions.Blobs;

/// <summary>How the handling of one blob ended.</summary>
internal enum BlobOutcome
{
    /// <summary>The transcript has been published.</summary>
    Published,

    /// <summary>The error has been published: the audio, or what is asked for it, is wrong.</summary>
    Refused,

    /// <summary>This very audio had been dealt with before.</summary>
    AlreadyDone,

    /// <summary>Another works on it, or has overtaken this one.</summary>
    Busy,

    /// <summary>It is not there any more, or is another one by now.</summary>
    Gone,

    /// <summary>It has a name that no outputs can be called after.</summary>
    Unusable,
}
