using System.Diagnostics.Metrics;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Makes meters that belong to one test.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly List<Meter> _made = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _made.Add(meter);
        return meter;
    }

    public void Dispose() => _made.ForEach(meter => meter.Dispose());
}
