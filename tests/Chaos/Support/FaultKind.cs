namespace Speech.Chaos.Support;

/// <summary>What a proxy does to a request.</summary>
internal enum FaultKind
{
    /// <summary>Answers 503 without passing it on.</summary>
    Unavailable,

    /// <summary>Closes the connection without passing it on.</summary>
    RequestLost,

    /// <summary>Passes it on and closes the connection instead of answering: the sender does not know that it was done.</summary>
    ResponseLost,

    /// <summary>Does not answer until the sender gives up.</summary>
    Silence,

    /// <summary>Passes it on, sends the head and half of the body of the response, and then nothing until the sender gives up. A response
    /// without a body passes, and the next one gets the fault.</summary>
    Stall,
}
