namespace Speech.Chaos;

/// <summary>How much of everything.</summary>
internal sealed record ChaosSize
{
    /// <summary>For continuous integration: seconds for each scenario.</summary>
    public static ChaosSize Short { get; } = new();

    public static ChaosSize Long { get; } = new()
    {
        Mutations = 10_000,
        FaultyCalls = 40,
        Blobs = 50,
        Hosts = 3,
        Kills = 12,
        Clients = 64,
        RequestsPerClient = 32,
        MeasuredRequests = 120,
        Splices = 1000,
        BuiltInSplices = 200,
        Soak = TimeSpan.FromHours(1),
        IsLong = true,
    };

    /// <summary>Damaged bodies.</summary>
    public int Mutations { get; private init; } = 100;

    /// <summary>How many calls in turn get a fault, for each kind of it.</summary>
    public int FaultyCalls { get; private init; } = 1;

    /// <summary>Whether every kind of fault is tried alone and repeated, too, instead of mixed with others only.</summary>
    public bool IsLong { get; private init; }

    public int Blobs { get; private init; } = 6;

    public int Hosts { get; private init; } = 2;

    public int Kills { get; private init; } = 2;

    public int Clients { get; private init; } = 16;

    public int RequestsPerClient { get; private init; } = 4;

    /// <summary>Splices that the small models transcribe.</summary>
    public int Splices { get; private init; } = 8;

    /// <summary>Splices that the built-in models transcribe.</summary>
    public int BuiltInSplices { get; private init; } = 2;

    /// <summary>How long one host serves everything at once.</summary>
    public TimeSpan Soak { get; private init; } = TimeSpan.FromSeconds(12);

    /// <summary>Requests whose median is compared.</summary>
    public int MeasuredRequests { get; private init; } = 16;
}
