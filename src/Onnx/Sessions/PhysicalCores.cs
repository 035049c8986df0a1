namespace Speech.Onnx.Sessions;

/// <summary>The cores of this machine, without their hyper-threads: two threads on one core only get in each other's way.</summary>
public static class PhysicalCores
{
    /// <summary>Number of physical cores this process may use; at least 1.</summary>
    public static int Count { get; } = Math.Max(1, Math.Min(Environment.ProcessorCount, FromSysfs() ?? Environment.ProcessorCount));

    private static int? FromSysfs()
    {
        const string folder = "/sys/devices/system/cpu";
        if (!Directory.Exists(folder)) return null;
        var cores = Directory.EnumerateDirectories(folder, "cpu*")
            .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists)
            .Select(File.ReadAllText)
            .Distinct()
            .Count();
        return cores > 0 ? cores : null;
    }
}
