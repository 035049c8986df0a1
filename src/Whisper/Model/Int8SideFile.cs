namespace Speech.Whisper.Model;
internal static class Int8SideFile
{
    public static Speech.Hub.Checkpoints.Checkpoint Open(Speech.Hub.Checkpoints.Checkpoint c) => throw new NotImplementedException();
    public static string ValuesOf(string name) => name + ".int8";
    public static string ScalesOf(string name) => name + ".scales";
}
