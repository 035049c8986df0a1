namespace Speech.Transcription.Failures;

/// <summary>Who or what caused a failure, and with it whether a retry can succeed.</summary>
public enum FailureKind
{
    /// <summary>A defect or an unexpected condition of the endpoint; a retry may succeed.</summary>
    Internal,

    /// <summary>The audio or the requested parameters are invalid: every retry fails in the same way.</summary>
    ClientError,

    /// <summary>A condition that affects every request for the moment, such as a model that is still loading; a later retry may
    /// succeed.</summary>
    Transient,
}
