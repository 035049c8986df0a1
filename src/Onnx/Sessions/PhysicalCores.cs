namespace Speech.Onnx.Sessions;

/// <summary>The physical cores of this machine: two hyper-threads of one core gain nothing in dense arithmetic.</summary>
internal static class PhysicalCores
{
    private const string CpuFolder = "/sys/devices/system/cpu";

    /// <summary>Number of physical cores that this process may use; at least 1.</summary>
    public static int Count() => Math.Max(1, Math.Min(Environment.ProcessorCount, CountFromSysfs() ?? Environment.ProcessorCount));

    private static int? CountFromSysfs()
    {
        if (!Directory.Exists(CpuFolder)) return null;
        var cores = Directory.EnumerateDirectories(CpuFolder, "cpu*")
            .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists)
            .Select(File.ReadAllText)
            .Distinct()
            .Count();
        return cores > 0 ? cores : null;
    }
}
