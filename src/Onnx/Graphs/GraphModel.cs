namespace Speech.Onnx.Graphs;

/// <summary>A finished graph: a serialized ONNX model and the folder that the paths of its weights are relative to.</summary>
/// <param name="Bytes">A serialized ModelProto.</param>
/// <param name="WeightFolder">Full path; empty when the graph has no external weights.</param>
/// <param name="Weights">The external weights: tensors in files.</param>
public sealed record GraphModel(byte[] Bytes, string WeightFolder, IReadOnlyList<Weight> Weights)
{
    internal static GraphModel Create(ProtobufWriter graph, IReadOnlyList<Weight> weights, int irVersion, int opset)
    {
        // The Hub's cache contains links to blobs, and ONNX Runtime rejects links that leave the folder: the targets are named instead.
        var files = weights.Select(weight => weight.File).Distinct().ToDictionary(f => f, RealPath);
        var folder = CommonFolder(files.Values);
        foreach (var weight in weights)
            graph.Message(5, External(weight, Path.GetRelativePath(folder, files[weight.File]).Replace('\\', '/')));

        // ModelProto: ir_version = 1, producer_name = 2, graph = 7, opset_import = 8 (domain = 1, version = 2).
        var model = new ProtobufWriter().Integer(1, irVersion).Text(2, "speech").Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, opset))
            .Message(8, new ProtobufWriter().Text(1, GraphWriter.MicrosoftDomain).Integer(2, 1))
            .Message(8, new ProtobufWriter().Text(1, GraphWriter.CustomDomain).Integer(2, 1));
        return new GraphModel(model.ToArray(), folder, weights);
    }

    private static ProtobufWriter External(Weight weight, string location)
    {
        // TensorProto: external_data = 13 (key = 1, value = 2), data_location = 14 (EXTERNAL = 1).
        static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Text(1, key).Text(2, value);
        return GraphWriter.Tensor(weight.Name, weight.Type, weight.Shape)
            .Message(13, Entry("location", location))
            .Message(13, Entry("offset", weight.Offset.ToString()))
            .Message(13, Entry("length", weight.Length.ToString()))
            .Integer(14, 1);
    }

    /// <summary>
    /// Resolves the links in all parts of a path: with files in several folders, a link in a parent folder would leave the common folder.
    /// </summary>
    private static string RealPath(string path)
    {
        path = Path.GetFullPath(path);
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var real = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return File.ResolveLinkTarget(real, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : real;
    }

    private static string CommonFolder(IEnumerable<string> files)
    {
        string? folder = null;
        foreach (var file in files)
        {
            folder ??= Path.GetDirectoryName(file)!;
            while (!IsInside(file, folder))
                folder = Path.GetDirectoryName(folder)
                    ?? throw new NotSupportedException("The files of the weights are not on one drive.");
        }

        return folder ?? "";
    }

    private static bool IsInside(string file, string folder)
        => file.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
