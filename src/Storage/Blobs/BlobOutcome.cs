namespace Speech.Storage.Blobs;

/// <summary>How the processing of one blob ended. The names are values of the metric <c>speech.blobs</c>.</summary>
public enum BlobOutcome
{
    /// <summary>The transcript was published.</summary>
    Published,

    /// <summary>The error was published: the audio or the requested parameters are invalid, or every attempt failed.</summary>
    Refused,

    /// <summary>The transcript of exactly this audio existed already.</summary>
    AlreadyDone,

    /// <summary>The error of exactly this audio existed already.</summary>
    AlreadyRefused,

    /// <summary>Another process is working on the blob, or took it over.</summary>
    Busy,

    /// <summary>The blob does not exist, or was replaced while it was processed.</summary>
    Gone,

    /// <summary>The blob's name does not allow names for its outputs.</summary>
    Unusable,
}
