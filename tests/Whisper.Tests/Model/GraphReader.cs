using System.Text;
using Speech.Onnx.Graphs;

namespace Speech.Whisper.Tests.Model;

/// <summary>Reads the nodes of a serialized graph.</summary>
internal static class GraphReader
{
    /// <summary>Operators and inputs of the nodes.</summary>
    public static List<(string Op, string[] Inputs)> Nodes(GraphModel model)
    {
        // ModelProto.graph = 7; GraphProto.node = 1; NodeProto: input = 1, op_type = 4.
        var graph = Fields(model.Bytes).Single(field => field.Number == 7).Bytes;
        return [.. Fields(graph).Where(field => field.Number == 1).Select(node => Fields(node.Bytes).ToList())
            .Select(node => (Op(node), node.Where(field => field.Number == 1).Select(Text).ToArray()))];

        static string Op(List<(int Number, byte[] Bytes)> node) => Text(node.Single(field => field.Number == 4));
    }

    private static string Text((int Number, byte[] Bytes) field) => Encoding.UTF8.GetString(field.Bytes);

    /// <summary>Fields of a message; varint fields have no bytes.</summary>
    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = (int)Varint(message, ref at);
            var wire = tag & 7;
            // Graphs are written with varints, length-delimited and 32-bit fields only.
            if (wire == 0) Varint(message, ref at);
            var length = wire switch
            {
                0 => 0,
                2 => (int)Varint(message, ref at),
                5 => 4,
                _ => throw new FormatException($"wire type {wire}"),
            };
            yield return (tag >> 3, message[at..(at + length)]);
            at += length;
        }
    }

    private static long Varint(byte[] message, ref int at)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
