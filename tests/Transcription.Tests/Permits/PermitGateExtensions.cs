using Speech.Transcription.Permits;

namespace Speech.Transcription.Tests.Permits;

internal static class PermitGateExtensions
{
    /// <summary>Acquires a permit at once.</summary>
    public static IDisposable Enter(this PermitGate gate)
        => gate.EnterAsync(TimeSpan.Zero, CancellationToken.None).GetAwaiter().GetResult();
}
