namespace Speech.Audio.Processes;

/// <summary>A program that has been started, with its standard streams.</summary>
internal interface IChildProcess : IDisposable
{
    /// <summary>Written to its standard input.</summary>
    Stream Input { get; }

    /// <summary>Read from its standard output.</summary>
    Stream Output { get; }

    /// <summary>Read from its error output.</summary>
    Stream Errors { get; }

    /// <summary>Waits for its end; may be called several times.</summary>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it.</returns>
    Task<int> WaitForExitAsync();

    /// <summary>Kills it and what it has started, unless it has ended.</summary>
    void Kill();
}
