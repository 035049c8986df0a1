using System.Diagnostics.Metrics;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Creates meters that belong to one test.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}
